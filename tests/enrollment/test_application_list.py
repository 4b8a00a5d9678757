"""The list of applicants: what its address says is what its page shows, to whoever may see it."""

from datetime import datetime, timedelta
from operator import attrgetter
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.services.relations import declare_relation
from enrollment.application_list import APPLICANTS, COLUMNS
from enrollment.choices import ApplicationStatus
from enrollment.models import Application
from programs.choices import Education
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    IntakeFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.factories.crowds import crowd
from tests.factories.desk import case_factory
from tests.factories.exports import numbers_in, written_export

pytestmark = pytest.mark.django_db

STATUSES = ["submitted", "verified", "not_selected", "verified", "withdrawn", "ineligible"]
NAMES = ["Zaenab", "ahmad", "Dwi Lestari", "dwi aminah", "Ratna", "Bayu"]
OUTSIDE = {"person__kelurahan_id": None, "person__outside_regency": "Batang"}
# What Python sorts a row by, for each column that the page sorts by.
KEYS = {
    "number": attrgetter("registration_number"),
    "name": lambda row: row.person.full_name.lower(),
    "intake": lambda row: (row.intake.opens_at, row.intake.code),
    "wish": lambda row: row.choices.get().batch.program.title.lower(),
    "class": lambda row: row.choices.get().batch.code.lower(),
    "status": lambda row: list(ApplicationStatus).index(row.status),
    "sent": attrgetter("submitted_at"),
    "kelurahan": lambda row: (
        row.person.kelurahan.name if row.person.kelurahan else row.person.outside_regency
    ).lower(),
    "education": lambda row: list(Education).index(row.education),
    "reviewer": lambda row: next(
        (review.reviewer.display_name.lower() for review in row.reviews.all()), ""
    ),
}


@pytest.fixture
def manager():
    return UserFactory(display_name="Pengelola", roles=["training_manager"])


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def world():
    """Six files of two intakes that differ in everything the list sorts and narrows by."""
    now = timezone.now()
    verifiers = UserFactory.create_batch(2, roles=["verifier"])
    titles = ["Roti", "batik", "Las"]
    batches = [
        BatchFactory(intake=intake, program=TrainingProgramFactory(title=title))
        for intake in IntakeFactory.create_batch(2)
        for title in titles
    ]
    files = []
    for place, (status, name) in enumerate(zip(STATUSES, NAMES, strict=True)):
        application = case_factory(
            batch=batches[place],
            papers=(),
            claims=["disability"] if place % 2 else [],
            status=status,
            person__full_name=name,
            submitted_at=now - timedelta(days=place * 7 % 5, hours=1),
            education=["smk", "sd", "s1"][place % 3],
            **({} if place else OUTSIDE),
        )
        if status != "submitted":
            application.reviews.create(reviewer=verifiers[place % 2], decision="verify")
        files.append(application)
    return files


def show(client, **query):
    return client.get(reverse("enrollment:application_list", query=query))


def numbers_on(response):
    return [row.application.registration_number for row in response.context["rows"]]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("column", [column.key for column in COLUMNS if column.order])
def test_sorting_by_a_column_is_what_python_sorts(desk, world, column, backwards):
    rows = list(Application.objects.order_by("pk"))
    expected = sorted(rows, key=KEYS[column], reverse=backwards)
    if backwards:  # rows that are equal stay in their order all the same
        expected = sorted(rows[::-1], key=KEYS[column])[::-1]

    response = show(desk, sort="-" * backwards + column)

    assert numbers_on(response) == [row.registration_number for row in expected]
    (head,) = [head for head in response.context["heads"] if head.direction] or [None]
    if head:
        assert head.direction == ("descending" if backwards else "ascending")


def test_every_column_that_can_be_sorted_by_is_tried():
    assert {column.key for column in COLUMNS if column.order} == set(KEYS)


def filters_of(world):
    """A query for each filter, and which of the ``world`` it leaves."""
    first = world[0]
    batch = first.choices.get().batch
    reviewer = world[1].reviews.get().reviewer
    day = timezone.localdate(world[2].submitted_at)
    return {
        "number": ({"number": first.registration_number.lower()}, [first]),
        "intake": ({"intake": first.intake.code}, world[:3]),
        "program": ({"program": batch.program.slug}, [first]),
        "batch": ({"batch": batch.code}, [first]),
        "status": ({"status": "verified"}, [world[1], world[3]]),
        "kelurahan": ({"kelurahan": "33.75.01.1002"}, world[1:]),
        "outside": ({"kelurahan": "luar"}, [first]),
        "flag": ({"flag": "priority"}, world[1::2]),
        "reviewer": ({"reviewer": reviewer.pk}, [world[1], world[3], world[5]]),
        "since": (
            {"since": day.isoformat()},
            [file for file in world if timezone.localdate(file.submitted_at) >= day],
        ),
        "until": (
            {"until": day.isoformat()},
            [file for file in world if timezone.localdate(file.submitted_at) <= day],
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("number", "intake", "program", "batch", "status", "kelurahan", "outside", "flag"),
        *("reviewer", "since", "until"),
    ],
)
def test_a_filter_leaves_the_same_on_the_page_in_the_count_and_in_the_file(
    desk, manager, world, name
):
    query, left = filters_of(world)[name]

    response = show(desk, **query)
    asked = desk.get(reverse("accounts:export_new", args=["pendaftar"], query=query))
    export = written_export(manager, query=urlencode(query), columns=["number"])

    assert sorted(numbers_on(response)) == sorted(file.registration_number for file in left)
    assert response.context["page"].paginator.count == asked.context["count"] == len(left)
    assert numbers_in(export) == numbers_on(response)
    assert len(asked.context["words"]) == 2


def test_the_last_second_of_a_day_is_of_that_day(desk):
    day = timezone.localdate() - timedelta(days=3)
    midnight = timezone.make_aware(datetime.fromisoformat(f"{day}"))
    for seconds in [-1, 0, 86399, 86400]:
        ApplicationFactory(submitted_at=midnight + timedelta(seconds=seconds))

    response = show(desk, since=day.isoformat(), until=day.isoformat())

    assert response.context["page"].paginator.count == 2


def test_states_are_counted_as_the_filters_leave_them(desk, world):
    response = show(desk, status="verified", kelurahan="33.75.01.1002")

    counts = {tab["code"]: tab["count"] for tab in response.context["tabs"]}
    assert counts == {None: 5, "verified": 2, "not_selected": 1, "withdrawn": 1, "ineligible": 1}
    assert len(numbers_on(response)) == 2


def test_what_the_address_does_not_know_changes_nothing(desk, world):
    plain = numbers_on(show(desk))

    for query in [
        {"sort": "person__nik"},
        {"sort": "-nik_masked"},
        {"columns": "nik,phone,<script>"},
        {"status": "draft"},
        {"page": "99"},
        {"rows": "100000"},
        {"intake": "' OR 1=1"},
    ]:
        assert numbers_on(show(desk, **query)) == plain


def test_columns_are_those_of_the_address_and_the_nik_is_masked(desk, world):
    response = show(desk, columns="nik_masked,number,nik")

    assert [str(head.label) for head in response.context["heads"]] == [
        "Nomor pendaftaran",
        "NIK (disamarkan)",
    ]
    person = world[0].person
    assert person.nik_masked in response.text
    assert person.nik not in response.text
    assert person.full_name not in response.text


@pytest.mark.parametrize("role", ["verifier", "training_manager", "approver", "auditor"])
def test_nobody_finds_those_who_are_too_near(client, role, world):
    user = UserFactory(roles=[role])
    ApplicationFactory(user=user, person__user=user)
    ApplicationFactory(person__kk=user.person.kk)
    friend = ApplicationFactory()
    declare_relation(friend.person, user=user, kind="friend")
    ApplicationFactory(entered_by=user)
    client.force_login(user)

    response = show(client)

    assert sorted(numbers_on(response)) == sorted(file.registration_number for file in world)
    assert response.context["page"].paginator.count == len(world)


def test_drafts_given_up_never_came_in(desk):
    ApplicationFactory(status="withdrawn", submitted_at=None, registration_number="", draw_code="")

    assert numbers_on(show(desk)) == []


def test_only_verifiers_are_led_to_the_file(desk, client, world):
    case = reverse("enrollment:case", args=[world[0].pk])
    assert case not in show(desk).text

    client.force_login(UserFactory(roles=["verifier"]))

    assert case in show(client).text


def test_pages_hold_fifty_rows_or_as_many_as_asked_and_together_all(desk):
    crowd(61)

    first, second, many = show(desk), show(desk, page="2"), show(desk, rows="250")

    assert [len(numbers_on(page)) for page in (first, second, many)] == [50, 11, 61]
    assert numbers_on(first) + numbers_on(second) == numbers_on(many)


@pytest.mark.parametrize("files", [1, 4])
def test_a_page_asks_the_same_few_questions_at_any_length(desk, files):
    batch = BatchFactory()
    for _number in range(files):
        application = case_factory(batch=batch, papers=())
        application.reviews.create(reviewer=UserFactory(roles=["verifier"]), decision="verify")
    query = {
        "intake": batch.intake.code,
        "program": batch.program.slug,
        "batch": batch.code,
        "columns": ",".join(column.key for column in APPLICANTS.columns_of_page()),
    }
    show(desk, **query)

    with CaptureQueriesContext(connection) as asked:
        response = show(desk, **query)

    assert len(numbers_on(response)) == files
    assert len(asked) == 8
