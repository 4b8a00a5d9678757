from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from notices.choices import CallOutcome


class CallForm(forms.Form):
    """How a call or chat went."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=CallOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the call went.")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Such as: call again in the evening, spoke with the brother."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("outcome", wrapper_class="tiles"), "note")


class CallFilterForm(forms.Form):
    """Which messages the call list shows."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        widget=forms.Select({"class": "form-select"}),
        choices=[
            ("", _("All who are not yet told")),
            ("new", _("Not yet called")),
            ("again", _("Called without success")),
        ],
    )

    def narrowed(self, notices):
        """``notices`` (with calls) that the filter lets through."""
        show = self.cleaned_data["show"] if self.is_valid() else ""
        if show == "new":
            return notices.filter(call_count=0)
        if show == "again":
            return notices.filter(call_count__gt=0)
        return notices
