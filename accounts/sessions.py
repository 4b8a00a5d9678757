from django.contrib.sessions.backends import base, db
from django.utils.crypto import get_random_string


class SessionStore(db.SessionStore):
    """Sessions in the database, where one that was ended stays ended, whatever Redis does."""

    def _get_new_session_key(self):
        # Whether 32 random characters are taken, the insert finds out without asking first.
        return get_random_string(32, base.VALID_KEY_CHARS)
