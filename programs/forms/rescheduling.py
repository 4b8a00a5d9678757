"""New days for an intake or a class, and why they move."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import ChangeReason
from programs.forms.catalogue import moment_widget
from programs.forms.intakes import day_widget
from programs.promises import label_of


class ReschedulingForm(forms.Form):
    """One box for each day that may still move, filled with what is promised now."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *ChangeReason.choices],
        error_messages={"required": _("Choose why the days move.")},
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("Applicants and visitors read this instead of the reason above."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, thing, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names
        for name in names:
            has_time = name.endswith(("_at", "_until"))
            self.fields[name] = (forms.DateTimeField if has_time else forms.DateField)(
                label=label_of(name),
                required=False,
                initial=getattr(thing, name),
                widget=moment_widget() if has_time else day_widget(),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(_("Days that may still move"), *names, css_class="in-columns"),
            Fieldset(_("Why"), "reason", "note"),
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == ChangeReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Write the reason in your own words."))
        return cleaned

    def dates(self):
        """Return the days as they were typed; one left as it stands keeps its seconds, too."""
        return {
            name: self.cleaned_data[name]
            for name in self.names
            if name in self.changed_data and self.cleaned_data[name]
        }
