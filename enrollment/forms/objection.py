from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong, and how do you know?"),
        help_text=_("Write which score or decision you mean. You need not know any rule."),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write what is wrong."),
            "min_length": _("Write a little more, so that we understand you."),
            "max_length": _("Write at most 2000 letters."),
        },
    )
