"""Why a class is not held as announced, and what takes its place."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import ChangeReason, ClassChangeKind
from programs.forms.intakes import day_widget
from programs.models import Batch
from programs.promises import label_of


class ClassChangeForm(forms.Form):
    """The reason of one act on a class; a merger names the other class, a restart its days."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *ChangeReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("Applicants and visitors read this instead of the reason above."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, batch, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == ClassChangeKind.MERGED:
            self.fields["into"] = forms.ModelChoiceField(
                Batch.objects.filter(intake=batch.intake_id, status=batch.status)
                .exclude(pk=batch.pk)
                .select_related("program"),
                label=_("Class that takes its people"),
                error_messages={"required": _("Choose the class that takes its people.")},
            )
        if kind == ClassChangeKind.RESUMED:
            for name in ("starts_on", "ends_on"):
                self.fields[name] = forms.DateField(
                    label=label_of(name), initial=getattr(batch, name), widget=day_widget()
                )
        self.order_fields(["into", "starts_on", "ends_on", "reason", "note"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == ChangeReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Write the reason in your own words."))
        return cleaned
