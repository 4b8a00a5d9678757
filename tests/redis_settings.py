"""The test settings with the cache of production: Redis."""

from blk_portal.settings import base
from blk_portal.settings.test import *  # noqa: F403

CACHES = base.CACHES
DEMO = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
