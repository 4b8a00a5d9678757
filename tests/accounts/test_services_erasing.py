"""Erasing a person: nothing that tells who it was, everything that figures count."""

import re
import subprocess

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, Erasure, Person, PersonAccess
from accounts.services.erasing import erase_again, erase_person
from accounts.services.profile import change_person
from accounts.services.register import find_person_by_nik, register_person
from accounts.services.tombstones import read_tombstones
from blk_portal import backup
from blk_portal.shared import personal_data
from blk_portal.shared.erasing import call_erasing_function
from blk_portal.shared.errors import DomainError
from enrollment.models import (
    AttendanceCorrection,
    Objection,
    Participation,
    Review,
    ReviewItem,
    ScoreCorrection,
    ScoreTalk,
    TestMove,
)
from grants.models import GrantRequest
from notices.models import Notice, NoticeCall
from tests.dashboards.worlds import random_world
from tests.factories import BatchFactory, ChoiceFactory, UserFactory
from tests.factories.desk import assessment_of, case_factory
from tests.factories.grants import GrantRequestFactory

SECRETS = {
    "nik": "3375900112959987",
    "kk": "3375900101209987",
    "full_name": "Zulaikha Rahasia",
    "birth_place": "Kotarahasia",
    "address": "Jalan Rahasia 77",
    "residence": "Kos Rahasia 5",
    "phone": "+628129990077",
    "email": "zulaikha@rahasia.example.com",
}
WORD = "Rahasia"


def person_everywhere():
    """Somebody of whom every table that can hold a personal value holds one."""
    application = case_factory(motivation=f"{WORD} kue", school=f"SMK {WORD}")
    person, staff = application.person, UserFactory(roles=["verifier"])
    register_person(person.user, nik=SECRETS["nik"], kk=SECRETS["kk"])
    texts = {name: SECRETS[name] for name in SECRETS if name not in ("nik", "kk")}
    change_person(person, texts, actor=person.user, reason=f"{WORD} salah tulis")
    person.refresh_from_db()
    person.user.username, person.user.email = SECRETS["email"], SECRETS["email"]
    person.user.display_name = SECRETS["full_name"]
    person.user.save()
    AccountEvent.objects.create(
        account=person.user, act="password_reset", reason=f"Ibu {WORD}", actor=staff
    )
    PersonAccess.objects.create(person=person, user=staff, reason=f"Telepon {WORD}")
    review = Review.objects.create(
        application=application, reviewer=staff, decision="return", message=f"Ibu {WORD}"
    )
    ReviewItem.objects.create(
        review=review, requirement="document:KTP", result="problem", reason="x", text=WORD
    )
    Objection.objects.create(
        application=application,
        text=f"Saya {WORD}",
        answer=f"Ibu {WORD}",
        is_upheld=False,
        answered_at=application.submitted_at,
        answered_by=staff,
    )
    Participation.objects.create(
        application=application,
        batch=application.choices.get().batch,
        certificate_number=f"{WORD}/1",
    )
    _words_about_tests(application, staff)
    notice = Notice.objects.create(
        person=person,
        kind="test",
        event_key="test:1",
        subject=f"Ibu {WORD}",
        text=f"Untuk {SECRETS['full_name']}",
        context={"name": SECRETS["full_name"]},
    )
    NoticeCall.objects.create(notice=notice, by=staff, outcome="reached", note=f"Ibu {WORD}")
    grant_request = GrantRequestFactory(person=person, business_name=f"Warung {WORD}")
    grant_request.need = f"Gerobak {WORD}"
    grant_request.save()
    return person


def _words_about_tests(application, staff):
    """What assessors and clerks write about somebody who sat a test."""
    test = assessment_of(application.choices.get().batch)
    sitting = test.sittings.create(application=application, attendance="attended")
    about = {"sitting": sitting, "criterion": "wawancara", "assessor": staff}
    ScoreTalk.objects.create(lowest=40, highest=90, words=f"Ibu {WORD} gugup", **about)
    ScoreCorrection.objects.create(old_value=40, new_value=90, reason=f"Ibu {WORD}", **about)
    AttendanceCorrection.objects.create(
        sitting=sitting, was="absent", becomes="attended", note=f"Ibu {WORD}", actor=staff
    )
    now = timezone.now()
    TestMove.objects.create(
        assessment=test,
        sitting=sitting,
        was_at=now,
        now_at=now,
        was_in="Ruang 1",
        now_in="Ruang 2",
        reason=f"Ibu {WORD} sakit",
        moved_by=staff,
    )


def dump():
    """Every value in the test's database, as a stolen copy of it would show them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename <> 'django_session'"
        )
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [f"{table}: {row[0]}" for row in cursor.fetchall()]
    return rows


def lines_with(rows, *words):
    return [row for row in rows if any(word.lower() in row.lower() for word in words)]


@pytest.mark.django_db
def test_nothing_in_any_table_tells_who_an_erased_person_was():
    person = person_everywhere()
    old_index = person.nik_indexes.get().digest
    words = [*SECRETS.values(), WORD, old_index]
    assert len(lines_with(dump(), WORD)) > 15

    erase_person(person, cause="request", actor=None)

    assert lines_with(dump(), *words) == []
    assert find_person_by_nik(SECRETS["nik"]) is None
    left = {section.key for section, records in personal_data.collect(person).items() if records}
    assert "notices" not in left and "documents" not in left and "changes" not in left


@pytest.mark.django_db(transaction=True)
def test_the_files_are_gone_from_the_store_once_it_is_certain():
    person = person_everywhere()
    names = [document.file.name for document in person.documents.all()]
    assert all(default_storage.exists(name) for name in names)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        erase_person(person, cause="request", actor=None)
        raise ZeroDivisionError
    assert all(default_storage.exists(name) for name in names)

    erase_person(person, cause="request", actor=None)

    assert len(names) == 2
    assert not any(default_storage.exists(name) for name in names)


def figures(client):
    pages = []
    for query in ("?tahun=0", "?tahun=2026", "?tahun=2025&dana=DBHCHT", "?kelurahan=33.75.01.1003"):
        content = client.get(reverse("dashboards:home") + query).content.decode()
        content = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content)
        pages.append(re.sub(r"\d\d\.\d\d(\.\d\d)? WIB", "", content))
    return pages


@pytest.mark.django_db
def test_figures_stay_the_same_when_everybody_is_erased(client):
    random_world(11)
    Person.objects.update(user=None)
    client.force_login(UserFactory(roles=["official"]))
    before = figures(client)

    for person in Person.objects.all():
        erase_person(person, cause="retention", actor=None)

    assert figures(client) == before
    assert Person.objects.exclude(full_name="").count() == 0


@pytest.mark.django_db
def test_whoever_was_erased_may_begin_anew_as_somebody_else():
    person = person_everywhere()
    erase_person(person, cause="request", actor=None)

    anew = register_person(UserFactory(), nik=SECRETS["nik"], kk=SECRETS["kk"])

    person.refresh_from_db()
    assert anew.pk != person.pk
    assert person.user is None


@pytest.mark.django_db
def test_staff_are_not_erased_while_they_work_here():
    person = person_everywhere()
    person.user.groups.set(UserFactory(roles=["verifier"]).groups.all())

    with pytest.raises(DomainError, match="roles|peran"):
        erase_person(person, cause="request", actor=None)

    person.refresh_from_db()
    assert person.full_name == SECRETS["full_name"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "function",
    [
        "accounts_erase_history",
        "enrollment_erase_history",
        "enrollment_erase_words_about_tests",
        "grants_erase_history",
    ],
)
def test_history_of_somebody_who_is_not_erased_stays_whole(function):
    person = person_everywhere()
    application, request = person.applications.get(), person.grant_requests.get()
    subject = {"a": person, "e": application, "g": request}[function[0]]

    with pytest.raises(ProgrammingError, match="refused"), transaction.atomic():
        call_erasing_function(function, subject.pk)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        person.changes.all().delete()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Erasure.objects.all().delete()


@pytest.mark.django_db
def test_a_forgotten_file_is_forgotten_for_good_and_guards_come_back():
    person = person_everywhere()
    erase_person(person, cause="request", actor=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
        assert cursor.fetchone() == ("{}",)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        person.applications.update(forgotten_at=None)
    assert GrantRequest.objects.get().forgotten_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_brings_nobody_back(settings):
    """The row comes back as a backup would bring it; the tombstone lies beside the backup."""
    person = person_everywhere()
    stranger = BatchFactory() and ChoiceFactory().application.person
    before = Person.objects.get(pk=person.pk)
    erase_person(person, cause="request", actor=None)
    assert read_tombstones() == [(person.pk, person.created_at)]
    assert WORD not in settings.TOMBSTONE_FILE.read_text()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE accounts_erasure DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM accounts_erasure")
        cursor.execute("ALTER TABLE accounts_erasure ENABLE TRIGGER USER")
        cursor.execute("SET ROLE blk_app")
    before.save()

    assert erase_again() == [person.pk]

    person.refresh_from_db()
    stranger.refresh_from_db()
    assert (person.full_name, person.nik, bool(person.erased_at)) == ("", "", True)
    assert stranger.full_name != ""
    assert erase_again() == []


@pytest.mark.django_db(transaction=True)
def test_a_stolen_dump_shows_no_identity_number():
    """P13: the dump that the backup makes, searched for every NIK and KK in it."""
    numbers = []
    for count in range(40):
        nik, kk = f"33759001129597{count:02d}", f"33759001012097{count:02d}"
        person = register_person(UserFactory(), nik=nik, kk=kk)
        change_person(person, {"full_name": f"Warga {count}"}, actor=None)
        numbers += [nik, kk]
    name = connection.settings_dict["NAME"]
    parameters = connection.get_connection_params()
    tool = backup._tool("pg_dump", backup._server_version().split(".")[0])

    done = subprocess.run(
        [tool, "-h", parameters["host"], "-U", parameters["user"], "--no-password", name],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Warga 39" in done.stdout
    assert [number for number in numbers if number in done.stdout] == []
    assert personal_data.collect(person)
