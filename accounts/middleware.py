import time
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.choices import HelpEnding
from accounts.help_in_session import HELP, stop_helping
from accounts.kept_answers import keep_answer, typed_in
from accounts.policies import (
    has_given_second_factor,
    is_open_while_helping,
    page_to_return_to,
)
from accounts.services.helping import end_help_of, use_help

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
            request.idle_seconds = _idle_minutes(request) * 60
            if idle > request.idle_seconds:
                typed, user_pk = "", request.user.pk
                if HELP in request.session:
                    end_help_of(request.user, HelpEnding.IDLE)
                else:
                    typed = typed_in(request)
                logout(request)
                if typed:
                    keep_answer(request, typed, user_pk=user_pk, path=request.path)
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
        if user.one_time_password_is_over:
            logout(request)
            messages.info(request, _("The password for one use is over. Ask for a new one."))
            return redirect(settings.LOGIN_URL)
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


class ActingMiddleware:
    """Say in ``request.acting`` for whom the request acts.

    While somebody is helped, only pages that serve clients open, besides public ones; a page
    must say so itself (``accounts.policies``), whatever it shows.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = Acting(request.user)
        if request.user.is_authenticated and HELP in request.session:
            session = use_help(request.session[HELP], helper=request.user)
            if session is None:
                return _help_is_over(request)
            request.acting = Acting(request.user, session)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.acting.is_helping and not is_open_while_helping(view, request.resolver_match):
            return render(
                request,
                "accounts/helping_first.html",
                {"wanted": request.get_full_path() if request.method == "GET" else ""},
                status=409,
            )
        return None


def _help_is_over(request):
    """Nothing that this request wanted is done: it was meant for the client of before."""
    stop_helping(request)
    if request.method in ("GET", "HEAD"):
        messages.info(request, _("Your help for the person before has ended. Begin again."))
        return redirect("enrollment:assist")
    response = render(request, "accounts/help_over.html", status=409)
    if request.headers.get("HX-Request"):
        response["HX-Redirect"] = resolve_url("enrollment:assist")
    return response


def _idle_minutes(request):
    if HELP in request.session:
        return settings.SESSION_IDLE_MINUTES["helping"]
    kind = "staff" if request.user.is_staff_member else "resident"
    return settings.SESSION_IDLE_MINUTES[kind]


def _back_to(request):
    return urlencode({REDIRECT_FIELD_NAME: page_to_return_to(request)})
