"""Of all beats that are started, one works; the others wait to take its place."""

import structlog
from celery.beat import PersistentScheduler
from django.db import Error, connection

logger = structlog.get_logger(__name__)

LOCK = 4202
SECONDS_BETWEEN_TRIES = 5


class OneBeatScheduler(PersistentScheduler):
    """Order periodic work only while this process holds PostgreSQL's lock of the beat.

    The lock belongs to the connection: when the process dies, or is cut off from PostgreSQL,
    another beat gets it. Without PostgreSQL nobody beats, and there is nothing to be done either.
    """

    session, state = None, ""

    def tick(self, *args, **kwargs):
        works = self._holds_the_lock()
        self._tell("beat_works" if works else "beat_waits")
        return super().tick(*args, **kwargs) if works else SECONDS_BETWEEN_TRIES

    def _holds_the_lock(self):
        try:
            with connection.cursor() as cursor:
                if self.session is connection.connection:
                    cursor.execute("SELECT 1")
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                    (is_taken,) = cursor.fetchone()
                    self.session = connection.connection if is_taken else None
        except Error:
            connection.close()
            self.session = None
        return self.session is not None

    def _tell(self, state):
        if state != self.state:
            self.state = state
            logger.info(state)
