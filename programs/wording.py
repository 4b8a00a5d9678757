"""The rules of a class in plain words, made from the same data that decides."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared.formats import decimal, long_date
from programs.choices import (
    EDUCATION_PREFIX,
    Education,
    Fact,
    GateType,
    ReserveMode,
    RetrainScope,
    SelectionMethod,
)

_FACTS = dict(Fact.choices)
_EDUCATION_ORDER = list(Education)


def gate_sentence(gate, reference_date):
    """Say what one gate asks for."""
    if gate.type == GateType.AGE:
        return _("{age} on {date}").format(
            age=age_range(gate.minimum_age, gate.maximum_age), date=long_date(reference_date)
        )
    if gate.type == GateType.HAS_ANY and _is_about_education(gate):
        return _("Education at least {level}").format(level=lowest_education(gate).label)
    facts = [fact_words(code) for code in gate.facts]
    if gate.type == GateType.HAS_NONE:
        return _("None of these: {facts}").format(facts=", ".join(facts))
    if gate.type == GateType.HAS_ANY and len(facts) > 1:
        return _("At least one of these: {facts}").format(facts=", ".join(facts))
    return "; ".join([*facts[:1], *map(_inside_a_sentence, facts[1:])])


def fact_words(code):
    """Name a fact for readers; an unknown code stands for itself."""
    if code.startswith(EDUCATION_PREFIX):
        return str(Education(code.removeprefix(EDUCATION_PREFIX)).label)
    return str(_FACTS.get(code, code))


def who_may_join(batch):
    """Return every condition of the class, one sentence each."""
    sentences = [gate_sentence(gate, batch.reference_date) for gate in batch.gates.all()]
    retraining = retraining_sentence(batch)
    return [*sentences, retraining] if retraining else sentences


def short_conditions(*, needs_residence, minimum_age, maximum_age):
    """Return the conditions that most people ask about, for a card: residence and age."""
    residence = _("City residents") if needs_residence else _("Also people from outside the city")
    age = age_range(minimum_age, maximum_age)
    return f"{residence}, {age}" if age else residence


def education_short(level):
    """Name the lowest schooling asked for in a few letters: "SMP"."""
    if level == Education.NONE:
        return _("no diploma needed")
    return _("diploma of at least {level}").format(level=level.upper())


def retraining_sentence(batch):
    """Say how long ago an earlier training must be; empty where it does not matter."""
    if batch.retrain_years is None:
        return ""
    if batch.retrain_scope == RetrainScope.SAME_PROGRAMME:
        text = ngettext(
            "Not trained in this programme in the {years} year before {date}",
            "Not trained in this programme in the {years} years before {date}",
            batch.retrain_years,
        )
    else:
        text = ngettext(
            "Not trained by the BLK in the {years} year before {date}",
            "Not trained by the BLK in the {years} years before {date}",
            batch.retrain_years,
        )
    return text.format(years=batch.retrain_years, date=long_date(batch.reference_date))


def how_seats_are_given(batch):
    """Return the sentences that explain how people are chosen for the class."""
    sentences = [_method(batch)]
    if batch.selection_method == SelectionMethod.MERIT:
        sentences += _merit(batch)
    sentences += [_reserve(reserve) for reserve in batch.reserves.all()]
    if batch.reserve_mode == ReserveMode.OVER_AND_ABOVE and batch.reserves.all():
        sentences.append(
            _("Guaranteed seats are given beside the seats that people win by their place.")
        )
    return sentences


def lowest_education(gate):
    levels = [code.removeprefix(EDUCATION_PREFIX) for code in gate.facts]
    return next(level for level in _EDUCATION_ORDER if level.value in levels)


def _is_about_education(gate):
    return bool(gate.facts) and all(code.startswith(EDUCATION_PREFIX) for code in gate.facts)


def age_range(minimum, maximum):
    """Write "18 tahun ke atas"; empty where age does not matter."""
    if minimum is None and maximum is None:
        return ""
    if minimum is None:
        return _("at most {maximum} years old").format(maximum=maximum)
    if maximum is None:
        return _("{minimum} years and older").format(minimum=minimum)
    return _("{minimum} to {maximum} years old").format(minimum=minimum, maximum=maximum)


def _method(batch):
    return {
        SelectionMethod.MERIT: _(
            "If more than {seats} people qualify, they are ordered by their final score."
        ),
        SelectionMethod.LOTTERY: _(
            "If more than {seats} people qualify, a draw decides. Scores are not used. Anybody "
            "can compute the draw again."
        ),
        SelectionMethod.FIRST_COME: _(
            "The first {seats} people who send a complete application hold a seat. It is given "
            "on to the next if the file check fails."
        ),
        SelectionMethod.NOMINATION: _(
            "The people are named by a company or body in a letter. The conditions and the file "
            "check are the same."
        ),
    }[batch.selection_method].format(seats=batch.capacity)


def _merit(batch):
    criteria = list(batch.criteria.all())
    if not criteria:
        return
    yield _("The final score is {parts}.").format(
        parts=get_text_list(
            [
                f"{_inside_a_sentence(criterion.name)} {decimal(criterion.weight)}%"
                for criterion in criteria
            ],
            _("and"),
        )
    )
    for criterion in criteria:
        if criterion.minimum is not None:
            yield _("{name}: at least {minimum}.").format(
                name=criterion.name, minimum=decimal(criterion.minimum)
            )
    if batch.minimum_merit is not None:
        yield _("The final score must be at least {minimum}.").format(
            minimum=decimal(batch.minimum_merit)
        )
    ties = sorted(
        (criterion for criterion in criteria if criterion.tie_position is not None),
        key=lambda criterion: criterion.tie_position,
    )
    if ties:
        yield _(
            "Equal scores are decided by {names}, then by a draw that anybody can compute again."
        ).format(
            names=get_text_list(
                [_inside_a_sentence(criterion.name) for criterion in ties], _("and")
            )
        )
    else:
        yield _("Equal scores are decided by a draw that anybody can compute again.")


def _reserve(reserve):
    return ngettext(
        "{seats} seat is guaranteed for: {category}. If it is not needed, it is open to all.",
        "{seats} seats are guaranteed for: {category}. Those not needed are open to all.",
        reserve.seats,
    ).format(seats=reserve.seats, category=_inside_a_sentence(reserve.name))


def _inside_a_sentence(name):
    """Begin a name with a small letter, unless it is an abbreviation such as DTSEN."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
