"""The portal's own schedule with one entry, every second, so that a journey need not wait."""

from blk_portal.celery import app

DELIVERY = app.conf.beat_schedule["deliver-notices"]
app.conf.beat_schedule = {"deliver-notices": DELIVERY | {"schedule": 1.0}}
