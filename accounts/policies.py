"""Which kind of person may use a view: decorators that answer 403, or send to sign-in."""

import functools
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.choices import STAFF_ROLES, Role
from accounts.services.helping import HELPERS

OPEN_WHILE_HELPING = {"account_logout", "set_language"}

DATA_KEEPERS = (Role.ADMIN, Role.TRAINING_MANAGER)
HISTORY_KEEPERS = (Role.AUDITOR, Role.ADMIN)


def sign_in_required(view):
    """Send strangers to the sign-in page, and back afterwards."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(page_to_return_to(request))

    guarded.is_personal = True
    return guarded


def open_while_helping(view):
    """Let a helper use a personal page while he helps: it shows the client's things alone."""
    view.serves_clients = True
    return view


def resident_page(view):
    """Serve signed-in people, and a helper in place of the client whom he helps.

    Whatever such a page touches it finds by ``request.acting``.
    """
    return open_while_helping(sign_in_required(view))


def is_open_while_helping(view, match):
    """Whether a page may open during help: public ones, and personal ones that serve clients."""
    if match.view_name in OPEN_WHILE_HELPING or getattr(view, "serves_clients", False):
        return True
    is_of_the_account = not match.namespace and match.url_name.startswith(("account_", "mfa_"))
    return not is_of_the_account and not getattr(view, "is_personal", False)


def page_to_return_to(request):
    """Return the address that ``request`` reads, or that of the page whose form it sent.

    The address of a form need not answer to reading.
    """
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return urlsplit(page)._replace(scheme="", netloc="").geturl()
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def role_required(*roles):
    """Let in users with one of ``roles``; everybody else gets 403, strangers the sign-in page."""

    def decorate(view):
        @sign_in_required
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


verifier_required = role_required(Role.VERIFIER)
assessor_required = role_required(Role.ASSESSOR)
manager_required = role_required(Role.TRAINING_MANAGER)
test_staff_required = role_required(Role.ASSESSOR, Role.TRAINING_MANAGER)
approver_required = role_required(Role.APPROVER)
grants_officer_required = role_required(Role.GRANTS_OFFICER)
official_required = role_required(Role.OFFICIAL)
data_keeper_required = role_required(*DATA_KEEPERS)
admin_required = role_required(Role.ADMIN)
staff_required = role_required(*STAFF_ROLES)
caller_required = role_required(Role.HELPER, Role.VERIFIER, Role.TRAINING_MANAGER)
wording_required = role_required(Role.TRAINING_MANAGER, Role.ADMIN)
helper_required = role_required(*HELPERS)
counter_required = role_required(Role.HELPER, Role.VERIFIER, Role.ADMIN)


def has_given_second_factor(request):
    """Whether this session was opened with a code of the second factor, too."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
