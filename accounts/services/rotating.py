"""New keys for identity numbers while the portal runs: re-encrypt, index anew, retire.

Every step is a batch of its own and may be repeated: what carries the newest key already is left
alone, and a value that somebody changes meanwhile is never overwritten.
"""

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.choices import ClaimState
from accounts.models import IdentityClaim, KkIndex, NikIndex, Person
from blk_portal.shared.crypto import EncryptedTextField, blind_index, decrypt, encrypt
from blk_portal.shared.errors import DomainError
from blk_portal.shared.personal_data import providers

BATCH = 500
SECRETS_OF_SECOND_FACTORS = ["secret", "seed"]


def encrypted_columns():
    """Every ``(table, column)`` of the portal that holds tokens."""
    return sorted(
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    )


def reencrypt_columns(*, batch=BATCH):
    """Write every token anew with the first of ``FIELD_KEYS``; return how many were."""
    return (
        sum(_reencrypt_column(table, column, batch) for table, column in encrypted_columns())
        + _reencrypt_second_factors()
    )


def index_persons(*, batch=BATCH):
    """Give every person the digests of every key in use; return how many persons lacked one."""
    number = 0
    for model, kind in ((NikIndex, "nik"), (KkIndex, "kk")):
        for version in settings.BLIND_INDEX_KEYS:
            while done := _index_batch(model, kind, version, batch):
                number += done
    _index_open_claims()
    for provider in providers():
        provider.index_anew()
    return number


def retire_old_indexes():
    """Delete the digests of keys that are no longer in the settings; return how many.

    Raise ``DomainError`` while anybody would be lost by it.
    """
    versions = list(settings.BLIND_INDEX_KEYS)
    for kind in ("nik", "kk"):
        for version in versions:
            if _lacking(kind, version).exists():
                raise DomainError(
                    _("Some persons have no index of key {version} yet. Rotate first.").format(
                        version=version
                    )
                )
    return sum(
        model.objects.exclude(key_version__in=versions).delete()[0] for model in (NikIndex, KkIndex)
    )


def _lacking(kind, version):
    indexes = f"{kind}_indexes"
    has_it = Person.objects.filter(**{f"{indexes}__key_version": version}).values("pk")
    return Person.objects.exclude(**{kind: ""}).exclude(pk__in=has_it)


@transaction.atomic
def _index_batch(model, kind, version, batch):
    """Lock some persons who lack the digest, so that nobody gets another number meanwhile."""
    persons = list(_lacking(kind, version).select_for_update(no_key=True).order_by("pk")[:batch])
    model.objects.bulk_create(
        [
            model(
                person=person,
                key_version=version,
                digest=blind_index(getattr(person, kind), kind=kind, key_version=version)[1],
            )
            for person in persons
        ],
        # Somebody who was just registered again has written it already.
        ignore_conflicts=True,
    )
    return len(persons)


def _index_open_claims():
    newest = max(settings.BLIND_INDEX_KEYS)
    claims = IdentityClaim.objects.filter(status=ClaimState.OPEN).exclude(key_version=newest)
    for claim in claims.select_related("holder"):
        _version, old = blind_index(claim.holder.nik, kind="nik", key_version=claim.key_version)
        if old == claim.digest:
            _version, claim.digest = blind_index(claim.holder.nik, kind="nik", key_version=newest)
            claim.key_version = newest
            claim.save(update_fields=["digest", "key_version", "updated_at"])


def _reencrypt_column(table, column, batch):
    number, last = 0, 0
    quote = connection.ops.quote_name
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            # Append-only tables hold tokens, too; their words stay the same.
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [_guards_of(table)])
            cursor.execute(
                f"SELECT id, {quote(column)} FROM {quote(table)} "
                f"WHERE id > %s AND {quote(column)} <> '' ORDER BY id LIMIT %s",
                [last, batch],
            )
            rows = cursor.fetchall()
            if not rows:
                return number
            for key, token in rows:
                if _has_newest_key(token):
                    continue
                cursor.execute(
                    f"UPDATE {quote(table)} SET {quote(column)} = %s "
                    f"WHERE id = %s AND {quote(column)} = %s",
                    [encrypt(decrypt(token)), key, token],
                )
                number += cursor.rowcount
            last = rows[-1][0]


def _reencrypt_second_factors():
    """Secrets and spare codes of second factors are tokens inside JSON."""
    number = 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if authenticator is None:
                continue
            old = dict(authenticator.data)
            for name in SECRETS_OF_SECOND_FACTORS:
                token = authenticator.data.get(name)
                if token and not _has_newest_key(token):
                    authenticator.data[name] = encrypt(decrypt(token))
            if codes := authenticator.data.get("migrated_codes"):
                authenticator.data["migrated_codes"] = [
                    code if _has_newest_key(code) else encrypt(decrypt(code)) for code in codes
                ]
            if authenticator.data != old:
                authenticator.save(update_fields=["data"])
                number += 1
    return number


def _has_newest_key(token):
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _guards_of(table):
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    names = [trigger.get_pgid(model) for trigger in getattr(model._meta, "triggers", [])]
    return "{" + ",".join(names) + "}"
