"""What officers type about a selection round."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from enrollment.choices import OfferAnswer


class EntropyForm(forms.Form):
    """The public value of chance, typed twice so that no slip changes the draw."""

    value = forms.CharField(
        label=_("Public value"),
        max_length=300,
        help_text=_("Exactly as its source prints it."),
        error_messages={"required": _("Type the public value.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    value_again = forms.CharField(
        label=_("The same once more"),
        max_length=300,
        help_text=_("Read it from the source again; do not copy it from above."),
        error_messages={"required": _("Type the public value once more.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    occasion = forms.CharField(
        label=_("Where it was read, and before whom"),
        max_length=200,
        help_text=_("A public moment: the place, and who was there."),
        error_messages={"required": _("Say where the public value was read, and before whom.")},
    )

    def __init__(self, *args, intake, is_main=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = round_helper("enrollment:round_entropy", intake)
        self.helper.layout = Layout(
            "value",
            "value_again",
            "occasion",
            submit(_("Record the public value"), is_main=is_main),
        )

    def clean(self):
        cleaned = super().clean()
        value, again = cleaned.get("value"), cleaned.get("value_again")
        if value and again and value.strip() != again.strip():
            self.add_error("value_again", _("The two are not the same. Read the source again."))
        return cleaned


class RunForm(forms.Form):
    """Ask for a run; one after the first needs a reason."""

    reason = forms.CharField(
        label=_("Why it is run again"),
        max_length=300,
        error_messages={"required": _("Say why the round is run again.")},
    )

    def __init__(self, *args, intake, is_again, is_main=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = round_helper("enrollment:run_round", intake)
        if is_again:
            self.helper.layout = Layout("reason", submit(_("Run again"), is_main=is_main))
        else:
            del self.fields["reason"]
            self.helper.layout = Layout(submit(_("Run the round"), is_main=is_main))


class ApprovalForm(forms.Form):
    """The decree that announces the result, and the approver's password once more.

    ``knows_password`` says of a password whether it is the approver's, and counts wrong ones.
    """

    decree_number = forms.CharField(
        label=_("Number of the decree (SK)"),
        max_length=80,
        error_messages={"required": _("Type the number of the decree.")},
    )
    decree_on = forms.DateField(
        label=_("Date of the decree"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the date of the decree.")},
    )
    decree_signer = forms.CharField(
        label=_("Signed by"),
        max_length=120,
        error_messages={"required": _("Say who signed the decree.")},
    )
    decree_scan = forms.FileField(
        label=_("Signed scan (PDF or photo)"), required=False, max_length=150
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Approving is final, so the portal asks again who you are."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(self, *args, intake, knows_password=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.knows_password = knows_password
        self.helper = round_helper("enrollment:approve_round", intake)
        self.helper.layout = Layout(
            "decree_number",
            "decree_on",
            "decree_signer",
            "decree_scan",
            "password",
            submit(_("Approve the result")),
        )

    def clean_password(self):
        password = self.cleaned_data.pop("password")
        if not self.knows_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return None


class RefusalForm(forms.Form):
    """Send a calculated outcome back."""

    reason = forms.CharField(
        label=_("Why the result is refused"),
        max_length=300,
        error_messages={"required": _("Say why the outcome is refused.")},
    )

    def __init__(self, *args, intake, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = round_helper("enrollment:refuse_round", intake)
        self.helper.layout = Layout(
            "reason",
            submit(_("Refuse the result"), css_class="btn-outline-danger", name="refuse"),
        )


class AnswerForApplicantForm(forms.Form):
    """The answer that somebody gave at the counter or by telephone."""

    answer = forms.ChoiceField(label=_("Answer"), choices=OfferAnswer)


class ObjectionAnswerForm(forms.Form):
    """What the office answers to an objection."""

    is_upheld = forms.TypedChoiceField(
        label=_("The objection is"),
        choices=[("yes", _("right: the result must be corrected")), ("no", _("not right"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the objection is right.")},
    )
    answer = forms.CharField(
        label=_("Answer to the applicant"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write an answer.")},
    )

    def __init__(self, *args, objection, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = reverse(
            "enrollment:answer_objection", kwargs={"pk": objection.pk}
        )
        self.helper.layout = Layout("is_upheld", "answer", submit(_("Send the answer")))


def round_helper(view_name, intake):
    helper = FormHelper()
    helper.form_action = reverse(view_name, kwargs={"code": intake.code})
    helper.attrs = {"novalidate": True}
    return helper


def submit(label, *, is_main=True, css_class=None, name="save"):
    return HTML(
        format_html(
            '<button class="btn {}" name="{}">{}</button>',
            css_class or ("btn-primary" if is_main else "btn-outline-primary"),
            name,
            label,
        )
    )
