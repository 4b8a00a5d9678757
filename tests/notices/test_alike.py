"""One message to many, written by the database, against the same written one by one."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from enrollment.models import Application
from notices.models import Dispatch, Notice
from notices.services.alike import queue_notices_alike
from notices.services.outbox import Message, queue_notices
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
OF_ITS_OWN = {"id", "event_key", "created_at", "updated_at", "hold_until", "next_attempt_at"}


@pytest.fixture
def applications():
    return [
        ApplicationFactory(status="verified", person__language=language)
        for language in ["id", "en", "id"]
    ]


@pytest.fixture
def dispatch():
    return Dispatch.objects.create(occasion="result", about="Angkatan", event_key="round:1")


def tell_all(**facts):
    queue_notices_alike(
        Application.objects.all(),
        "waitlist_closed",
        event="alike",
        link=Concat(Value("/x/"), "draw_code"),
        context={"intake": "Angkatan III"},
        **facts,
    )


def written(event):
    """The rows of an event in the order of what they are about, without what differs."""
    rows = Notice.objects.filter(event_key__startswith=event).order_by("about").values()
    return [{name: row[name] for name in row.keys() - OF_ITS_OWN} for row in rows]


@pytest.mark.parametrize("is_held", [False, True])
def test_many_are_told_as_each_would_be(applications, dispatch, is_held):
    held_in = {"dispatch": dispatch} if is_held else {}
    tell_all(**held_in)
    queue_notices(
        Message(
            person=application.person,
            kind="waitlist_closed",
            context={"intake": "Angkatan III"},
            event_key=f"single:{application.pk}",
            about=application,
            link=f"/x/{application.draw_code}",
            **held_in,
        )
        for application in applications
    )

    assert len(written("alike")) == 3
    assert written("alike") == written("single")
    assert Notice.objects.released().count() == (0 if is_held else 6)


def test_many_are_told_once(applications):
    tell_all()
    tell_all()

    keys = Notice.objects.values_list("event_key", flat=True)
    assert sorted(keys) == sorted(f"alike:{application.pk}" for application in applications)


def test_times_are_those_of_the_writing(applications):
    began = timezone.now()
    tell_all()

    moments = Notice.objects.values_list("created_at", "updated_at", "hold_until")
    assert {moment >= began for row in moments for moment in row} == {True}
