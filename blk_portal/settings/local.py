"""``make run`` on one machine: demo data, nothing is ever sent, plain HTTP on the loopback."""

import os

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("SECRET_KEY", "local-only-and-never-used-beyond-this-machine-0123456789")
os.environ.setdefault("FIELD_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
os.environ.setdefault("BLIND_INDEX_KEYS", "1=local-blind-index-key")

from blk_portal.settings.base import *  # noqa: F403
from blk_portal.settings.env import env

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
if env.bool("DEBUG", False):
    DEBUG = True
    STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    WHITENOISE_USE_FINDERS = True
