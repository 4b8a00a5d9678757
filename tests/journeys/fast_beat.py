"""The portal's Celery with a schedule that does not let a test wait: ``celery -A ... beat``."""

import os

from blk_portal import beat
from blk_portal.celery import app

beat.SECONDS_BETWEEN_TRIES = 0.2
app.conf.beat_schedule = {
    "often": {"task": "blk_portal.tasks.record_worker_heartbeat", "schedule": 0.1}
}
app.conf.beat_scheduler = os.environ.get("BEAT_SCHEDULER", app.conf.beat_scheduler)
