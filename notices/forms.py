from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from notices.choices import CallOutcome
from notices.services.templates import problems_of


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


class TemplateForm(forms.Form):
    """The office's words for one kind of message."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("Begins with what to do, or with the result. An SMS has this line alone."),
        max_length=200,
        error_messages={"required": _("Write a subject.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=2000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Write a text.")},
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self):
        cleaned = super().clean()
        if "subject" in cleaned and "text" in cleaned:
            for problem in problems_of(self.kind, cleaned["subject"], cleaned["text"]):
                self.add_error("text", problem)
        return cleaned


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
