from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Gender, IdentityCard, MaritalStatus, Opened
from accounts.nik import masked
from accounts.querysets import PersonQuerySet
from accounts.triggers import (
    account_of_a_person_stays,
    merged_for_good_by_two,
    not_of_a_merged_person,
)
from blk_portal.shared.crypto import EncryptedTextField
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only

_NOBODY = Q(
    user__isnull=True,
    nik="",
    kk="",
    full_name="",
    birth_place="",
    address="",
    residence="",
    phone="",
    email="",
)


class Person(TimeStampedModel):
    """The register of people: one row for each NIK, with or without an account.

    A row begins with NIK and KK; the other fields are filled page by page. NIK and KK are
    written by ``accounts.services.register`` alone, which keeps their blind indexes. A record
    that was ``merged_into`` another is a tombstone: it says which one stands, and nothing of
    the person.
    """

    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    nik = EncryptedTextField(_("NIK"))
    kk = EncryptedTextField(_("Family card number (KK)"), blank=True)
    full_name = models.CharField(_("Full name"), max_length=150, blank=True)
    birth_place = models.CharField(_("Place of birth"), max_length=80, blank=True)
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)
    gender = models.CharField(_("Gender"), max_length=1, choices=Gender, blank=True)
    marital_status = models.CharField(
        _("Marital status"), max_length=10, choices=MaritalStatus, blank=True
    )
    identity_card = models.CharField(
        _("Identity card"), max_length=10, choices=IdentityCard, blank=True
    )
    address = models.CharField(_("Street and number"), max_length=200, blank=True)
    rt = models.CharField(_("RT"), max_length=3, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    kelurahan = models.ForeignKey(
        "accounts.Kelurahan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        verbose_name=_("Kelurahan"),
    )
    outside_regency = models.CharField(
        _("Regency or city, if outside Kota Pekalongan"), max_length=80, blank=True
    )
    residence = models.CharField(
        _("Where you live, if not at the address on the KTP"), max_length=200, blank=True
    )
    phone = models.CharField(_("Phone or WhatsApp number"), max_length=16, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(
        _("Language of messages"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    identity_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    identity_verified_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    restricted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when the data only lies in store."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Only figures are left of this row."
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        help_text="The record that stands for somebody who was registered twice.",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | _NOBODY, name="erased_person_is_nobody"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (_NOBODY & Q(birth_date__isnull=True) & ~Q(merged_into=F("pk"))),
                name="merged_person_is_nobody",
            ),
            models.CheckConstraint(
                condition=Q(kelurahan__isnull=True) | Q(outside_regency=""),
                name="person_lives_in_the_city_or_outside",
                violation_error_message=_("Choose a kelurahan, or a regency outside the city."),
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[0-9]{8,15}$"),
                name="person_phone_is_e164",
            ),
        ]
        triggers = [account_of_a_person_stays(), merged_for_good_by_two()]

    def __str__(self):
        return self.full_name or f"#{self.pk}"

    @property
    def nik_masked(self):
        return masked(self.nik)

    @property
    def kk_masked(self):
        return masked(self.kk)

    @property
    def is_city_resident(self):
        return self.kelurahan_id is not None


class NikIndex(models.Model):
    """Blind index of a NIK. One NIK, one person; a row per key version while keys rotate."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="nik_indexes")
    key_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_version", "digest"], name="one_person_per_nik"),
            models.UniqueConstraint(
                fields=["person", "key_version"], name="one_nik_per_person_and_key"
            ),
        ]
        triggers = [not_of_a_merged_person()]

    def __str__(self):
        return f"#{self.person_id} v{self.key_version}"


class KkIndex(models.Model):
    """Blind index of a family card number. Several persons may share a card."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kk_indexes")
    key_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key_version"], name="one_kk_per_person_and_key"
            ),
        ]
        triggers = [not_of_a_merged_person()]

    def __str__(self):
        return f"#{self.person_id} v{self.key_version}"


class PersonAccess(models.Model):
    """Who looked at a person's whole numbers or messages, when and why. Append-only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accesses")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(
        max_length=10, choices=Opened, default=Opened.NUMBERS, db_default=Opened.NUMBERS
    )
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="person_access_has_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.person_id} {self.at}"


class PersonChange(models.Model):
    """What a field of a person was and became outside an application. Append-only.

    Both values are encrypted; with the person ``accounts_erase_history`` empties them and the
    reason. That a field was corrected, by whom and when, stays.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=20)
    old = EncryptedTextField(blank=True)
    new = EncryptedTextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.person_id} {self.field}"

    @property
    def field_label(self):
        return Person._meta.get_field(self.field).verbose_name
