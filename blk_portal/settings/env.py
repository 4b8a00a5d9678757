"""The only reader of the environment. Names, types and defaults of every setting from outside."""

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()


def secret(name, *, default=None):
    """Return a secret; without ``default`` the portal refuses to start when it is missing."""
    return env.str(name) if default is None else env.str(name, default)


def refuse_empty(*names):
    """Refuse to start while one of these is missing, or left blank in the file that sets it."""
    empty = [name for name in names if not env.str(name, "").strip()]
    if empty:
        raise ImproperlyConfigured(f"Set these in the environment: {', '.join(empty)}.")
