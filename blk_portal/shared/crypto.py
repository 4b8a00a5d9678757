"""Identity numbers at rest: authenticated encryption, and blind indexes to find them again."""

import functools
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@functools.cache
def _cipher(keys):
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text):
    """Return ``text`` as a Fernet token of the newest of ``settings.FIELD_KEYS``."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token):
    """Return the text of a token; one that was tampered with raises ``InvalidToken``."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


class EncryptedTextField(models.TextField):
    """Text that is a Fernet token in the database and plain text in Python.

    Encrypts with the first of ``settings.FIELD_KEYS`` and reads with any of them. A token
    that was tampered with raises ``cryptography.fernet.InvalidToken``. Never filter on it.
    """

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if not value:
            return value
        return encrypt(value)

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        return decrypt(value)


def blind_index(value, *, kind, key_version=None):
    """Return ``(key_version, digest)``: a keyed SHA-256 of ``value``, 64 hex digits.

    ``kind`` ("nik", "kk") keeps equal numbers of different kinds apart. Without a key of
    ``settings.BLIND_INDEX_KEYS`` the digest cannot be reproduced, though a NIK is easily guessed.
    """
    version = key_version or max(settings.BLIND_INDEX_KEYS)
    key = settings.BLIND_INDEX_KEYS[version].encode()
    digest = hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
    return version, digest
