"""What officers type to write a numbered paper, to attach its scan, or to withdraw it."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from enrollment.choices import PAPERS_OF_A_CLASS, PaperKind
from enrollment.official_papers import LANGUAGE, opening_words

SUNDAY = 6


class PaperForm(forms.Form):
    """A paper of one kind; ``batch`` and the days only where the kind has them."""

    batch = forms.ModelChoiceField(
        label=_("Class"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Choose the class.")},
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=80,
        help_text=_("As the register of letters gives it."),
        error_messages={"required": _("Type the number of the paper.")},
    )
    dated_on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the date of the paper.")},
    )
    first_day = forms.DateField(
        label=_("First day on the list"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the first day.")},
    )
    day_count = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=6, initial=5, help_text=_("1 to 6, no Sundays.")
    )
    opening = forms.CharField(
        label=_("Opening words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the opening words.")},
    )
    closing = forms.CharField(
        label=_("Closing words or notes"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    role_1 = forms.CharField(
        label=_("Office of the first signer"),
        max_length=120,
        error_messages={"required": _("Say who signs.")},
    )
    name_1 = forms.CharField(
        label=_("Name of the first signer"),
        max_length=120,
        error_messages={"required": _("Say who signs.")},
    )
    role_2 = forms.CharField(label=_("Office of the second signer"), max_length=120, required=False)
    name_2 = forms.CharField(label=_("Name of the second signer"), max_length=120, required=False)

    def __init__(self, *args, intake, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = intake.batches.select_related("program")
        self.fields["batch"].label_from_instance = lambda row: f"{row.program.title} ({row.code})"
        self.fields["dated_on"].initial = timezone.localdate
        with translation.override(LANGUAGE):
            self.fields["opening"].initial = opening_words(kind)
            self.fields["role_1"].initial = str(_("Head of UPTD BLK Kota Pekalongan"))
        if kind not in PAPERS_OF_A_CLASS:
            del self.fields["batch"]
        if kind != PaperKind.ATTENDANCE_LIST:
            del self.fields["first_day"], self.fields["day_count"]
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        shown = [name for name in self.fields if not name.endswith(("_1", "_2"))]
        self.helper.layout = Layout(
            *shown,
            Fieldset(_("Signers"), "role_1", "name_1", "role_2", "name_2"),
            _button(_("Write the paper")),
        )

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("role_2")) != bool(cleaned.get("name_2")):
            missing = "name_2" if cleaned.get("role_2") else "role_2"
            self.add_error(missing, _("Give both office and name of the second signer."))
        return cleaned

    def words(self):
        """Return the cleaned data as ``write_paper`` takes it."""
        cleaned = self.cleaned_data
        signers = [
            {"role": cleaned[f"role_{place}"], "name": cleaned[f"name_{place}"]}
            for place in (1, 2)
            if cleaned[f"name_{place}"]
        ]
        names = ("batch", "number", "dated_on", "opening", "closing")
        words = {name: cleaned[name] for name in names if name in cleaned} | {"signers": signers}
        if "first_day" in cleaned:
            words["days"] = _working_days(cleaned["first_day"], cleaned["day_count"])
        return words


class ScanForm(forms.Form):
    """The signed paper as PDF or photo."""

    scan = forms.FileField(
        label=_("Signed scan (PDF or photo)"),
        max_length=150,
        error_messages={"required": _("Choose the file of the scan.")},
    )

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("enrollment:attach_scan", paper)
        self.helper.layout = Layout("scan", _button(_("Attach the scan")))


class WithdrawalForm(forms.Form):
    """Why a paper counts no more."""

    reason = forms.CharField(
        label=_("Why the paper is withdrawn"),
        max_length=300,
        error_messages={"required": _("Say why the paper is withdrawn.")},
    )

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("enrollment:withdraw_official_paper", paper)
        self.helper.layout = Layout(
            "reason", _button(_("Withdraw the paper"), css_class="btn-outline-danger")
        )


def _working_days(first, count):
    days = (first + timedelta(days=place) for place in range(count + 1))
    return [day for day in days if day.weekday() != SUNDAY][:count]


def _helper(view_name, paper):
    helper = FormHelper()
    helper.form_action = reverse(view_name, kwargs={"pk": paper.pk})
    helper.attrs = {"novalidate": True}
    return helper


def _button(label, *, css_class="btn-primary"):
    return HTML(format_html('<div><button class="btn {}">{}</button></div>', css_class, label))
