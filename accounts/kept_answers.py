"""What somebody had typed when the session ended or the language was switched, kept for the same
account for a short while; without an account, for the same browser.

A token in the session that follows: nothing of it can be read in the database, and whoever
signs in with another account does not get it. What staff type is kept where a page asks for it.
"""

import json
import time

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from blk_portal.shared.crypto import decrypt, encrypt

KEPT = "kept_answer"
KEPT_SECONDS = 15 * 60
MOST_BYTES = 20_000
NEVER_KEPT = (
    *("csrfmiddlewaretoken", "language", "next", "code"),
    *("password", "password1", "password2", "oldpassword"),
)


def typed_in(request):
    """Return what the form of ``request`` holds, as text; empty where nothing should be kept."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    if request.method != "POST" or not is_form or not _is_to_be_kept(request):
        return ""
    posted = request.POST.copy()
    for name in NEVER_KEPT:
        posted.pop(name, None)
    text = posted.urlencode()
    return text if len(text) <= MOST_BYTES else ""


def kept_for_staff(view):
    """Give staff back what they had typed on the page of ``view`` when their session ended."""
    view.is_kept_for_staff = True
    return view


def keep_answer(request, text, *, user_pk, path):
    """Keep ``text``, typed on the page ``path``, in the session; after one ended, in the next."""
    kept = {"user": user_pk, "path": path, "text": text, "at": time.time()}
    request.session[KEPT] = encrypt(json.dumps(kept))


def take_kept_answer(request):
    """Return as a ``QueryDict`` what was kept for this page and account, once, or ``None``."""
    token = request.session.get(KEPT)
    if token is None:
        return None
    try:
        kept = json.loads(decrypt(token))
    except InvalidToken:
        kept = {"at": 0}
    is_late = time.time() - kept["at"] > KEPT_SECONDS
    if is_late or kept["user"] != request.user.pk:
        del request.session[KEPT]
        return None
    if kept["path"] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(kept["text"])


def sent_or_kept(request, make_form):
    """Return the form with what was sent, or else with what was kept of it before.

    It is made by calling ``make_form`` with the data. One that was kept has no errors, since
    nobody has judged it yet: ask for ``request.method`` before ``is_valid``.
    """
    if request.method == "POST":
        return make_form(request.POST)
    return shown_again(make_form(take_kept_answer(request)))


def kept_of_staff(request):
    """Return by name what was kept of this page for a member of staff, who is told so."""
    kept = take_kept_answer(request) if request.method == "GET" else None
    if kept is None:
        return {}
    messages.info(request, _("What you typed is here again, but not saved yet."))
    return kept.dict()


def shown_again(form):
    """Return ``form`` with what was kept in it, which nobody has judged yet."""
    form._errors = ErrorDict()
    return form


def _is_to_be_kept(request):
    if not request.user.is_authenticated or not request.user.is_staff_member:
        return True
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "is_kept_for_staff", False)
