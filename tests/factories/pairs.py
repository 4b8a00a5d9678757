"""Two entries of the register that may be one person."""

from enrollment.models import DuplicatePair
from enrollment.services.duplicates import find_pairs
from tests.factories import IntakeFactory
from tests.factories.desk import batch_with_gates, case_factory


def twice_in(intake, *, batch=None, **fields):
    """Return two applications of one human in ``intake``, once by himself and once by a clerk."""
    batch = batch or batch_with_gates(intake=intake)
    first = case_factory(batch=batch, **fields)
    name = first.person.full_name
    second = case_factory(
        batch=batch,
        **fields,
        person__full_name=name.replace("Siti", "Sitti"),
        person__birth_date=first.person.birth_date,
    )
    return first, second


def pair_of(*, pages_for=1):
    """Return a pair that waits, of persons with an application in each of ``pages_for`` intakes."""
    first, second = twice_in(IntakeFactory())
    for _other in range(pages_for - 1):
        batch = batch_with_gates()
        case_factory(batch=batch, person=first.person, user=first.user, papers=(), claims=())
        case_factory(batch=batch, person=second.person, user=second.user, papers=(), claims=())
    find_pairs()
    return DuplicatePair.objects.get(first=first.person, second=second.person)
