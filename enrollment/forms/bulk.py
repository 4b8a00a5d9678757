"""Which act is done to which of many files, and what is confirmed after looking at the preview."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enrollment.choices import BulkKind
from programs.choices import SUSPENDED
from programs.models import Intake


class BulkChoiceForm(forms.Form):
    """The act and the one intake that it is about; both stand in the address."""

    kind = forms.ChoiceField(label=_("Act"), widget=forms.Select(attrs={"class": "form-select"}))
    intake = forms.ModelChoiceField(
        label=_("Intake"),
        queryset=Intake.objects.exclude(status__in=SUSPENDED).order_by("-opens_at"),
        to_field_name="code",
        empty_label=_("Choose an intake"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    only = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]


class BulkConfirmForm(forms.Form):
    """What was seen in the preview, and the words of a message."""

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
            del self.fields["subject"], self.fields["text"]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("ask", _button(preview), css_class="btn-primary")
        )


def _button(preview):
    words = {
        BulkKind.VERIFY: ngettext("Accept {n} file", "Accept {n} files", preview.count),
        BulkKind.CLOSE: ngettext(
            "Propose to close {n} file", "Propose to close {n} files", preview.count
        ),
        BulkKind.RELEASE: ngettext("Give {n} file back", "Give {n} files back", preview.count),
        BulkKind.MESSAGE: ngettext("Write to {n} person", "Write to {n} people", preview.count),
    }
    return words[preview.kind].format(n=preview.count)
