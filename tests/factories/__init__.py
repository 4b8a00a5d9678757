"""Rows for tests. Names and numbers are invented: kecamatan 90 and serials 99xx do not exist."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import KkIndex, NikIndex, Person, User
from blk_portal.shared.crypto import blind_index
from enrollment.models import Application, Choice
from programs.models import Batch, FundingSource, Intake, Trade, TrainingProgram


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"+62819{n:08d}")
    display_name = factory.Sequence(lambda n: f"Warga Contoh {n:05d}")
    password = factory.django.Password("kata-sandi-contoh")

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        if extracted:
            self.groups.set(Group.objects.filter(name__in=list(extracted)))


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    nik = factory.Sequence(
        lambda n: f"33759002{1 + n % 28:02d}{95 - n // 2800}{9900 + n // 28 % 100}"
    )
    kk = factory.Sequence(lambda n: f"33759002{1 + n // 1000:02d}20{9000 + n % 1000}")
    full_name = factory.Sequence(lambda n: f"Siti Contoh {n:05d}")
    birth_place = "Pekalongan"
    birth_date = date(1999, 4, 12)
    gender = "P"
    marital_status = "single"
    identity_card = "ktp_el"
    address = "Jalan Contoh 1"
    rt = "003"
    rw = "005"
    kelurahan_id = "33.75.01.1002"
    phone = factory.Sequence(lambda n: f"+62819{n:08d}")

    @factory.post_generation
    def indexes(self, create, extracted, **kwargs):
        for model, kind, number in [(NikIndex, "nik", self.nik), (KkIndex, "kk", self.kk)]:
            version, digest = blind_index(number, kind=kind)
            model.objects.create(person=self, key_version=version, digest=digest)


class TrainingProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingProgram

    slug = factory.Sequence(lambda n: f"program-{n:05d}")
    title = factory.Sequence(lambda n: f"Roti dan Kue {n:05d}")
    trade = factory.LazyFunction(lambda: Trade.objects.get(code="pariwisata"))
    summary = "Belajar membuat roti dan kue."
    lesson_hours = 140
    training_days = 18
    drawing = "roti-dan-kue"


class IntakeFactory(factory.django.DjangoModelFactory):
    """An intake that opened yesterday and closes in two weeks; its status is planned."""

    class Meta:
        model = Intake

    code = factory.Sequence(lambda n: f"TEST-{n:05d}")
    title = factory.Sequence(lambda n: f"Gelombang {n:05d}")
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    round_runs_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    announced_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=21))
    objections_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=23))
    answers_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=24))
    reregistration_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=26))
    promotion_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    entropy_source = "Angka resmi yang diumumkan"


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Batch

    intake = factory.SubFactory(IntakeFactory)
    program = factory.SubFactory(TrainingProgramFactory)
    code = factory.Sequence(lambda n: f"TEST-{n:05d}-RTK")
    capacity = 16
    venue = "BLK Kota Pekalongan"
    starts_on = factory.LazyFunction(lambda: date.today() + timedelta(days=40))
    ends_on = factory.LazyFunction(lambda: date.today() + timedelta(days=65))
    fund = factory.LazyFunction(lambda: FundingSource.objects.get(code="DBHCHT"))
    planned_cost = Decimal("104000000")
    reference_date = factory.LazyFunction(lambda: date.today() + timedelta(days=14))


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A submitted application of a new person with an account; no wishes yet."""

    class Meta:
        model = Application

    user = factory.SubFactory(UserFactory)
    person = factory.SubFactory(PersonFactory, user=factory.SelfAttribute("..user"))
    intake = factory.SubFactory(IntakeFactory)
    status = "submitted"
    registration_number = factory.Sequence(
        lambda n: "".join("23456789ABCDEFGH"[n >> shift & 15] for shift in (12, 8, 4, 0)) + "-TEST"
    )
    draw_code = factory.Sequence(lambda n: f"D{n:07d}")
    submitted_at = factory.LazyFunction(timezone.now)
    education = "sma"
    work_status = "unemployed"


class ChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Choice

    application = factory.SubFactory(ApplicationFactory)
    batch = factory.SubFactory(BatchFactory, intake=factory.SelfAttribute("..application.intake"))
    rank = 1
