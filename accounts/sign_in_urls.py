"""Addresses under /akun/ with the names that django-allauth expects."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.views import sign_in

urlpatterns = [
    path("masuk/", sign_in.SignInView.as_view(), name="account_login"),
    path("daftar/", sign_in.SignUpView.as_view(), name="account_signup"),
    path("keluar/", sign_in.SignOutView.as_view(), name="account_logout"),
    path("ditutup/", account_views.account_inactive, name="account_inactive"),
    path("konfirmasi/", sign_in.ConfirmPasswordView.as_view(), name="account_reauthenticate"),
    path("kata-sandi/", sign_in.ChangePasswordView.as_view(), name="account_change_password"),
    path("kata-sandi/lupa/", sign_in.forgot_password, name="account_reset_password"),
    path(
        "kata-sandi/lupa/terkirim/",
        account_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.SetForgottenPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "kata-sandi/baru/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("kode/", mfa_views.index, name="mfa_index"),
    path("kode/masuk/", sign_in.GiveSecondFactorView.as_view(), name="mfa_authenticate"),
    path("kode/konfirmasi/", sign_in.ConfirmSecondFactorView.as_view(), name="mfa_reauthenticate"),
    path("kode/aktifkan/", sign_in.ActivateSecondFactorView.as_view(), name="mfa_activate_totp"),
    # Staff cannot go without; django-allauth sends here whoever has activated it before.
    path("kode/aktif/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_deactivate_totp"),
    path("kode/cadangan/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "kode/cadangan/baru/",
        sign_in.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
