from django.contrib.sessions.backends import base, db
from django.utils import timezone
from django.utils.crypto import get_random_string

_LIVE = (
    "SELECT session_key, session_data, expire_date FROM django_session "
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(db.SessionStore):
    """Sessions in the database, where one that was ended stays ended, whatever Redis does."""

    def _get_session_from_db(self):
        # Every page of somebody signed in begins with it; composing it takes longer than reading.
        for session in self.model.objects.raw(_LIVE, [self.session_key, timezone.now()]):
            return session
        self._session_key = None
        return None

    def _get_new_session_key(self):
        # Whether 32 random characters are taken, the insert finds out without asking first.
        return get_random_string(32, base.VALID_KEY_CHARS)
