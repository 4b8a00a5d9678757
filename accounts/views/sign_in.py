"""Signing up, in and out: the views of django-allauth that this portal offers, no others."""

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as mfa_views
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.db import IntegrityError
from django.shortcuts import render

from accounts.choices import HelpEnding
from accounts.services.helping import end_help

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def ask_again(view, form):
    """A form with errors answers 422."""
    return view.render_to_response(view.get_context_data(form=form), status=422)


class SignInView(account_views.LoginView):
    form_invalid = ask_again


class SignUpView(account_views.SignupView):
    form_invalid = ask_again

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:
            # The same name was taken between the check and the row: a button pressed twice.
            form.add_error("username", get_adapter().validation_error("username_taken"))
            return self.form_invalid(form)


class SignOutView(account_views.LogoutView):
    def post(self, *args, **kwargs):
        """After signing out, Back and the memory of a shared phone show nothing personal."""
        if self.request.acting.is_helping:
            end_help(self.request.acting.help, HelpEnding.SIGNED_OUT)
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePasswordView(account_views.PasswordChangeView):
    form_invalid = ask_again


class ConfirmPasswordView(account_views.ReauthenticateView):
    form_invalid = ask_again


class SetForgottenPasswordView(account_views.PasswordResetFromKeyView):
    form_invalid = ask_again


class GiveSecondFactorView(mfa_views.AuthenticateView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(), status=422)


class ConfirmSecondFactorView(mfa_views.ReauthenticateView):
    form_invalid = ask_again


class ActivateSecondFactorView(totp_views.ActivateTOTPView):
    form_invalid = ask_again

    def form_valid(self, form):
        """The code that activates the second factor is the first one given with it."""
        response = super().form_valid(form)
        authenticator = Authenticator.objects.get(
            user=self.request.user, type=Authenticator.Type.TOTP
        )
        post_authentication(self.request, authenticator)
        return response


class NewRecoveryCodesView(recovery_views.GenerateRecoveryCodesView):
    form_invalid = ask_again


reset_by_mail = account_views.PasswordResetView.as_view()


def forgot_password(request):
    """Offer a link by e-mail where mail can be sent, and the counter to everybody."""
    if settings.DEMO or settings.EMAIL_BACKEND == NO_MAIL:
        return render(request, "account/password_reset_counter.html")
    return reset_by_mail(request)
