from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User


def _day(label):
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ActingHeadForm(forms.Form):
    """Who stands in for the head, from when to when, by which letter."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Acting head"))
    starts_on = _day(_("From"))
    ends_on = _day(_("To, that day included"))
    letter_number = forms.CharField(label=_("Number of the letter"), max_length=80)
    letter_on = _day(_("Date of the letter"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        heads = User.objects.filter(groups__name=Role.APPROVER)
        self.fields["user"].queryset = (
            User.objects.staff().filter(is_active=True).exclude(pk__in=heads.values("pk"))
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
