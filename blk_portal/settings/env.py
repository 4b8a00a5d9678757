"""The only reader of the environment. Names, types and defaults of every setting from outside."""

from environs import Env

env = Env()


def secret(name, *, default=None):
    """Return a secret; without ``default`` the portal refuses to start when it is missing."""
    return env.str(name) if default is None else env.str(name, default)
