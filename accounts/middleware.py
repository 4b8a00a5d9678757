import time
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from accounts.policies import has_given_second_factor, page_to_return_to

ALWAYS_OPEN = {"account_logout", "set_language", "account_reauthenticate"}
FOR_NEW_PASSWORD = ALWAYS_OPEN | {"account_change_password"}
FOR_SECOND_FACTOR = ALWAYS_OPEN | {"mfa_activate_totp", "mfa_reauthenticate"}
SEEN_AT = "seen_at"
SEEN_EVERY = 60


class IdleSessionMiddleware:
    """Sign out whoever has not been seen for a while; shared phones and desks are the rule."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = time.time()
            idle = now - request.session.get(SEEN_AT, now)
            kind = "staff" if request.user.is_staff_member else "resident"
            if idle > settings.SESSION_IDLE_MINUTES[kind] * 60:
                logout(request)
                messages.info(
                    request,
                    _("You were signed out because nothing happened for a while. Sign in again."),
                )
                return redirect(f"{resolve_url(settings.LOGIN_URL)}?{_back_to(request)}")
            if idle > SEEN_EVERY or SEEN_AT not in request.session:
                request.session[SEEN_AT] = now
        return self.get_response(request)


class UnfinishedSignInMiddleware:
    """Keep people at the door until a one-time password is changed, and staff until they gave
    their second factor: no other page opens before.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if user.must_change_password:
            return None if name in FOR_NEW_PASSWORD else redirect("account_change_password")
        if (
            not user.is_staff_member
            or name in FOR_SECOND_FACTOR
            or has_given_second_factor(request)
        ):
            return None
        door = "mfa_reauthenticate" if is_mfa_enabled(user) else "mfa_activate_totp"
        return redirect(f"{resolve_url(door)}?{_back_to(request)}")


def _back_to(request):
    return urlencode({REDIRECT_FIELD_NAME: page_to_return_to(request)})
