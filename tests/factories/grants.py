"""Rows of grants. A round is open since a month; each row is at the stage its name says."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from grants.models import (
    FieldVerification,
    Grant,
    GrantItem,
    GrantRequest,
    GrantRound,
    Handover,
    MonitoringVisit,
)
from programs.models import FundingSource
from tests.factories import PersonFactory, UserFactory


def days_ago(days):
    return factory.LazyFunction(lambda: date.today() - timedelta(days=days))


class GrantRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GrantRound

    code = factory.Sequence(lambda n: f"HG-TEST-{n:05d}")
    title = "Bantuan gerobak usaha kuliner"
    fiscal_year = factory.LazyFunction(lambda: timezone.localdate().year)
    fund = factory.LazyFunction(lambda: FundingSource.objects.get(code="APBD_KOTA"))
    agency = "Dindagkop-UKM"
    transfer_mechanism = "barang_diserahkan"
    legal_basis = "Perwal contoh, DPA 2026"
    item = "Gerobak jualan rangka baja ringan, atap lipat"
    units = 10
    unit_value = Decimal("5500000")
    opens_on = days_ago(30)
    closes_on = factory.LazyFunction(lambda: date.today() + timedelta(days=30))
    status = "open"


class GrantRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GrantRequest

    grant_round = factory.SubFactory(GrantRoundFactory)
    person = factory.SubFactory(PersonFactory)
    received_on = days_ago(20)
    business_name = factory.Sequence(lambda n: f"Jajan Pasar Contoh {n:05d}")
    business_kind = "Kue basah"
    business_place = "Zona PKL contoh, lapak 14"
    need = "Berjualan di pasar pagi."
    recorded_by = factory.SubFactory(UserFactory, roles=["grants_officer"])


class CheckedRequestFactory(GrantRequestFactory):
    """A request whose place of business was visited and recommended."""

    class Meta:
        skip_postgeneration_save = True

    status = "checked"
    verification = factory.RelatedFactory(
        "tests.factories.grants.FieldVerificationFactory", factory_related_name="request"
    )


class FieldVerificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FieldVerification

    request = factory.SubFactory(GrantRequestFactory, status="checked")
    visited_on = days_ago(15)
    team = "Dewi P., Hasan A."
    findings = "Sudah berjualan 3 bulan."
    score = 84
    is_recommended = True
    recorded_by = factory.SelfAttribute("request.recorded_by")


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    request = factory.SubFactory(CheckedRequestFactory, status="granted")
    fund = factory.SelfAttribute("request.grant_round.fund")
    transfer_mechanism = "barang_diserahkan"
    fiscal_year = factory.SelfAttribute("request.grant_round.fiscal_year")
    value = Decimal("5500000")
    decided_on = days_ago(10)
    decided_by = factory.SelfAttribute("request.recorded_by")


class GrantItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GrantItem

    grant = factory.SubFactory(GrantFactory)
    name = "Gerobak"
    serial = factory.Sequence(lambda n: f"GRB-2026-{n:05d}")
    plate_code = factory.Sequence(lambda n: f"PLAT-{n:05d}")
    value = Decimal("5500000")


class HandoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Handover

    grant = factory.SubFactory(GrantFactory)
    number = factory.Sequence(lambda n: f"027/TEST-{n:05d}/2026")
    handed_over_on = days_ago(5)
    place = "Halaman Dindagkop-UKM"
    giver = "Dewi Puspita"
    receivers = ["Siti Contoh"]
    recorded_by = factory.SelfAttribute("grant.decided_by")


class MonitoringVisitFactory(factory.django.DjangoModelFactory):
    """A visit that fell due yesterday."""

    class Meta:
        model = MonitoringVisit

    grant = factory.LazyFunction(lambda: HandoverFactory().grant)
    due_on = days_ago(1)
