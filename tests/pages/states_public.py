"""Public pages with something to offer, sign-in pages in their turns, refusals."""

from datetime import timedelta

from django.utils import timezone

from notices.services.outbox import queue_notice
from programs.choices import BatchStatus, FigureKind, SelectionMethod
from programs.models import PublishedFigure
from programs.services.opening import open_intake
from tests.factories import BatchFactory, IntakeFactory, PersonFactory
from tests.factories.desk import batch_with_gates
from tests.pages.state import State


def open_classes(user):
    """One by draw, one by order of coming, one that is planned; figures of the year before."""
    now = timezone.now()
    draw = batch_with_gates(
        intake=IntakeFactory(closes_at=now + timedelta(days=9)),
        selection_method=SelectionMethod.LOTTERY,
    )
    first_come = batch_with_gates(selection_method=SelectionMethod.FIRST_COME)
    for batch in (draw, first_come):
        PublishedFigure.objects.create(batch=batch, kind=FigureKind.APPLICANTS, value=64, as_of=now)
        open_intake(batch.intake, actor=None)
    past = BatchFactory(intake__year=now.year - 1, capacity=10, status=BatchStatus.FINISHED)
    PublishedFigure.objects.create(batch=past, kind=FigureKind.APPLICANTS, value=30, as_of=now)
    coming_class(user)
    return draw


def coming_class(user):
    now = timezone.now()
    intake = IntakeFactory(opens_at=now + timedelta(days=7), closes_at=now + timedelta(days=21))
    return BatchFactory(intake=intake)


def someone_to_call(user):
    for key in ["a", "b"]:
        _tell(PersonFactory(), key)
    return {}


def own_message(user):
    _tell(user.person, "own")
    return {}


def _tell(person, key):
    queue_notice(
        person,
        "seat_offered",
        context={"title": "Roti dan Kue", "starts": "3 Agustus 2026", "deadline": "Jumat"},
        event_key=key,
        needs_answer=True,
    )


def public(url, name, make, **more):
    return State("programs", f"programs:{url}", name, who="", make=make, **more)


STATES = [
    public("landing", "open classes", lambda user: open_classes(user) and {}),
    public("program_list", "open classes", lambda user: open_classes(user) and {}),
    public("batch", "open", lambda user: {"code": open_classes(user).code}),
    public("intake", "open", lambda user: {"code": open_classes(user).intake.code}),
    public("program", "open", lambda user: {"slug": open_classes(user).program.slug}),
    public("landing", "one to come", lambda user: coming_class(user) and {}),
    public("batch", "to come", lambda user: {"code": coming_class(user).code}),
    public("batch", "that is not there", None, kwargs={"code": "TIDAK-ADA"}),
    State("notices", "notices:call_list", "people to call", "helper", someone_to_call),
    State("notices", "notices:my_notices", "one", make=own_message),
]
