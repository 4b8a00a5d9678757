"""The test settings with static files as production names, compresses and caches them."""

from blk_portal.settings.env import env
from blk_portal.settings.test import *  # noqa: F403

STATIC_ROOT = env.str("HASHED_STATIC_ROOT")
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
