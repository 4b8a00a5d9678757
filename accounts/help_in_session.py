"""How a browser remembers whom its helper helps, and how it forgets the person before."""

from django.contrib.messages import get_messages
from django.middleware.csrf import rotate_token

HELP = "help"
# Everything else in the session may be about the person who was served until now.
ABOUT_THE_SIGN_IN = ("_", "account_authentication", "seen_at")


def start_helping(request, session):
    _forget_the_person_before(request)
    request.session[HELP] = session.pk


def stop_helping(request):
    _forget_the_person_before(request)


def _forget_the_person_before(request):
    """Leave nothing of one person to the next, and make void every form that is still open.

    A form carries a token made from the browser's secret, so with a new secret a form that was
    opened for one person cannot be sent for another, from whichever tab.
    """
    for key in list(request.session.keys()):
        if not key.startswith(ABOUT_THE_SIGN_IN):
            del request.session[key]
    list(get_messages(request))
    rotate_token(request)
