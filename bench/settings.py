"""The local portal with a cheap password hash, whose cost is chosen and not measured here."""

from blk_portal.settings.local import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING["root"]["level"] = LOGGING["loggers"]["django"]["level"] = "ERROR"  # noqa: F405
# All residents of a bench come from one address.
ACCOUNT_RATE_LIMITS = False
