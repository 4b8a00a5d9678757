"""Which act is done to which of many files, and what is confirmed after looking at the preview."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.choices import DocumentKind, Role
from accounts.models import User
from enrollment.choices import BulkKind
from enrollment.models import Terms
from enrollment.reasons import ForMany
from programs.choices import SUSPENDED
from programs.models import Intake

TERMS = {BulkKind.RETURN: ["paper", "reason"], BulkKind.ASSIGN: ["assignee"]}


class BulkChoiceForm(forms.Form):
    """The act, the one intake that it is about and its terms; all stand in the address."""

    kind = forms.ChoiceField(label=_("Act"), widget=forms.Select(attrs={"class": "form-select"}))
    intake = forms.ModelChoiceField(
        label=_("Intake"),
        queryset=Intake.objects.exclude(status__in=SUSPENDED).order_by("-opens_at"),
        to_field_name="code",
        empty_label=_("Choose an intake"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[("", _("Choose a paper")), *DocumentKind.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=ForMany,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    assignee = forms.ModelChoiceField(
        label=_("Verifier"),
        queryset=User.objects.filter(is_active=True, groups__name=Role.VERIFIER).order_by(
            "display_name", "pk"
        ),
        empty_label=_("Choose a verifier"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    only = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]
        self.names_of_terms = TERMS.get(self.data.get("kind"), [])
        for name in {name for names in TERMS.values() for name in names}:
            if name not in self.names_of_terms:
                del self.fields[name]

    @property
    def fields_of_terms(self):
        return [self[name] for name in self.names_of_terms]

    @property
    def terms(self):
        return Terms(**{name: self.cleaned_data[name] for name in self.names_of_terms})


class BulkConfirmForm(forms.Form):
    """What was seen in the preview, and the words of a message or for those who are asked."""

    seen = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=120,
        help_text=_("An SMS carries this alone: say here what to do and until when."),
        error_messages={"required": _("Write what the message is about.")},
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the message.")},
    )

    def __init__(self, *args, preview, **kwargs):
        super().__init__(*args, **kwargs)
        if preview.kind != BulkKind.MESSAGE:
            del self.fields["subject"]
            if preview.kind != BulkKind.RETURN:
                del self.fields["text"]
        if preview.kind == BulkKind.RETURN:
            self.fields["text"].required = False
            self.fields["text"].label = _("Added to the message")
            self.fields["text"].help_text = _(
                "The portal writes what is wrong and until when to mend it. Say here what else "
                "everybody should know, such as where the right form is."
            )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("ask", _button(preview), css_class="btn-primary")
        )


def _button(preview):
    words = {
        BulkKind.VERIFY: ngettext("Accept {n} file", "Accept {n} files", preview.count),
        BulkKind.RETURN: ngettext("Return {n} file", "Return {n} files", preview.count),
        BulkKind.ASSIGN: ngettext("Give {n} file", "Give {n} files", preview.count),
        BulkKind.CLOSE: ngettext(
            "Propose to close {n} file", "Propose to close {n} files", preview.count
        ),
        BulkKind.RELEASE: ngettext("Give {n} file back", "Give {n} files back", preview.count),
        BulkKind.MESSAGE: ngettext("Write to {n} person", "Write to {n} people", preview.count),
    }
    return words[preview.kind].format(n=preview.count)
