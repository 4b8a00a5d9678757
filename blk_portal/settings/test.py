"""The test suite: as ``local``, with cheap password hashes and unhashed static files.

The owner role creates and migrates the test database; ``tests/conftest.py`` then makes every
connection act as the app role, so that tests meet the same refusals as the running portal.
"""

import os

os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("BLK_DATABASE_ROLE", "owner")

from blk_portal.settings.env import env
from blk_portal.settings.local import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ROUND_BARRIER_FOLDER = env.str("ROUND_BARRIER_FOLDER", "")
GATEWAY_ON_THIS_MACHINE = env.bool("GATEWAY_ON_THIS_MACHINE", False)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
