"""The forms with which somebody takes an account by the code of a slip."""

from allauth.account.adapter import get_adapter
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import BirthDateField
from accounts.forms.accounts import known_username
from accounts.forms.sign_in import WhoField, password_field
from accounts.services.activation import NewAccount


class SlipForm(forms.Form):
    """The code and the birth date; enough for somebody who is signed in already."""

    code = forms.CharField(
        label=_("Code from the counter"),
        help_text=_("8 letters and digits, such as ab3d-5fgh. Capitals are fine."),
        max_length=20,
        error_messages={"required": _("Enter the code on your slip.")},
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "w-m"}
        ),
    )
    birth_date = BirthDateField(
        label=_("Your date of birth"), help_text=_("For example 5 Juni 2002.")
    )

    new_account = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class ActivationForm(SlipForm):
    """And what the person wants to sign in with from now on."""

    username = WhoField(help_text=_("You sign in with it, and we call or write to you here."))
    password = password_field(
        _("Make a password"),
        autocomplete="new-password",
        help_text=_("At least 8 characters. A short sentence is easy to remember."),
    )

    def clean_username(self):
        return known_username(self.cleaned_data["username"])

    def clean_password(self):
        return get_adapter().clean_password(self.cleaned_data["password"])

    @property
    def new_account(self):
        return NewAccount(self.cleaned_data["username"], self.cleaned_data["password"])
