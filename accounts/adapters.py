"""Where django-allauth is told how this portal signs people up and in."""

import smtplib
import time

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from accounts.services.sign_up import open_account
from accounts.usernames import canonical_username
from blk_portal.shared.crypto import decrypt, encrypt

logger = structlog.get_logger(__name__)

MESSAGES = {
    "account/messages/password_changed.txt": _("Your new password is saved."),
    "mfa/messages/totp_activated.txt": _("Sign-in codes are switched on."),
}
FRESH_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The number or e-mail and the password do not match. Check both, then try again."
        ),
        "username_taken": _(
            "There is an account with this number or e-mail already. Sign in, or ask for help."
        ),
        "too_many_login_attempts": _(
            "There were many tries in a short time. Wait 15 minutes, then try again."
        ),
        "rate_limited": _("There were many tries in a short time. Wait a minute, then try again."),
        "enter_current_password": _("This is not your password of today. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
    }

    def clean_username(self, username, shallow=False):
        canonical = canonical_username(username)
        if canonical is None:
            raise ValidationError(
                _("Write a phone number like 0812-3456-7890, or an e-mail like nama@contoh.id.")
            )
        return super().clean_username(canonical, shallow=shallow)

    def save_user(self, request, user, form, commit=True):
        data = form.cleaned_data
        return open_account(data["username"], data["password1"])

    def pre_authenticate(self, request, **credentials):
        """Wrong passwords are counted by django-axes, which needs no Redis."""

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)

    def send_mail(self, template_prefix, email, context):
        """Send a mail; a mail server that fails does not tell which addresses have an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as error:
            logger.error("mail_not_sent", template=template_prefix, error=type(error).__name__)

    def get_login_redirect_url(self, request):
        is_staff_member = request.user.is_staff_member
        return resolve_url(
            "accounts:staff_home" if is_staff_member else settings.LOGIN_REDIRECT_URL
        )

    def get_password_change_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever signed in a moment ago need not do so again at once."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH_SECONDS

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        if sentence := MESSAGES.get(message_template):
            messages.add_message(request, level, sentence)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Type the 6 digits that the app shows now."),
    }

    def get_totp_label(self, user):
        return user.get_username()

    def encrypt(self, text):
        return encrypt(text)

    def decrypt(self, encrypted_text):
        return decrypt(encrypted_text)
