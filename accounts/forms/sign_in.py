"""The forms of signing up and in: those of django-allauth in the words and order of the portal."""

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.usernames import canonical_username


class WhoField(forms.CharField):
    """A phone number or an e-mail; what is neither stays as typed and matches no account."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Phone number or e-mail"),
            max_length=254,
            error_messages={"required": _("Enter your phone number or e-mail.")},
            widget=forms.TextInput(
                {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
            **kwargs,
        )

    def to_python(self, value):
        text = super().to_python(value)
        return canonical_username(text) or text


def password_field(label, *, autocomplete="current-password", **kwargs):
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
        error_messages={"required": _("Enter the password.")},
        **kwargs,
    )


def code_field(label, help_text):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-m"}
        ),
    )


def plain_helper():
    helper = FormHelper()
    helper.form_tag = False
    return helper


class SignInForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"login": WhoField(), "password": password_field(_("Password"))}
        self.helper = plain_helper()


class SignUpForm(account_forms.SignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {
            "username": WhoField(help_text=_("We call or write to you here about your class.")),
            "password1": password_field(
                _("Make a password"),
                autocomplete="new-password",
                help_text=_("At least 8 characters. A short sentence is easy to remember."),
            ),
        }
        self.helper = plain_helper()

    def save(self, request):
        if "@" in self.cleaned_data["username"]:
            return super().save(request)
        return get_adapter().save_user(request, None, self)  # without an e-mail to look after


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"password": password_field(_("Password"))}
        self.helper = plain_helper()


class _OneNewPassword:
    """Ask for a new password once: it can be renewed, and typing twice is hard on a phone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        new = self.fields["password1"]
        new.label = _("New password")
        new.help_text = _("At least 8 characters, staff 15. A short sentence is easy to remember.")
        new.error_messages["required"] = _("Enter the password.")
        new.widget.attrs.pop("placeholder", None)
        self.helper = plain_helper()


class NewPasswordForm(_OneNewPassword, account_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Your password of today"))
        self.order_fields(["oldpassword", "password1"])


class ResetPasswordForm(_OneNewPassword, account_forms.ResetPasswordKeyForm):
    pass


class SecondFactorForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("Code from the app"), _("6 digits, or one of your spare codes.")
        )
        self.helper = plain_helper()


class ConfirmSecondFactorForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("Code from the app"), _("6 digits, or one of your spare codes.")
        )
        self.helper = plain_helper()


class ActivateSecondFactorForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("Code from the app"), _("6 digits that change every half minute.")
        )
        self.helper = plain_helper()
