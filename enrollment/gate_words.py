"""Why a class is closed to somebody, in words for that person; used wherever a wish is judged."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared.formats import long_date
from programs.choices import GateType
from programs.wording import fact_words, gate_sentence, lowest_education, retraining_sentence


def reason_sentences(reasons, batch, *, birth_date=None):
    """Say each coded reason that the gates of ``batch`` gave; its gates should be prefetched."""
    gates = {f"gate:{gate.code}": gate for gate in batch.gates.all()}
    return [
        _gate_refusal(gates[reason], batch.reference_date, birth_date)
        if reason in gates
        else _other_refusal(reason, batch)
        for reason in reasons
    ]


def requirement_sentence(gate, batch):
    """Say what a gate asks for, as the class page does."""
    return gate_sentence(gate, batch.reference_date)


def _other_refusal(reason, batch):
    if reason == "holds_seat":
        return _("You already have a seat in another class. Finish it first.")
    if reason == "trained_recently":
        return _("You were trained a short time ago. This class asks: {rule}.").format(
            rule=retraining_sentence(batch)
        )
    return _("A condition of this class is not met.")


def _gate_refusal(gate, reference_date, birth_date):
    if gate.type == GateType.AGE:
        return _age_refusal(gate, reference_date, birth_date)
    codes = set(gate.facts)
    if codes == {"city_resident"}:
        return _("This class is for residents of Kota Pekalongan. Your KTP has another address.")
    if codes == {"not_in_school"}:
        return _("This class is not for people who still go to school or regular university.")
    if codes == {"not_in_training"}:
        return _("You are in another government training. Finish it first.")
    if gate.type == GateType.HAS_ANY and all(code.startswith("education:") for code in codes):
        return _("This class asks for an education of at least {level}.").format(
            level=lowest_education(gate).label
        )
    names = ", ".join(fact_words(code) for code in gate.facts)
    if gate.type == GateType.HAS_NONE:
        return _("This class is not open to: {names}.").format(names=names)
    return _("This class is only for: {names}.").format(names=names)


def _age_refusal(gate, reference_date, birth_date):
    if birth_date is None:
        return _("This class asks for an age: {rule}.").format(
            rule=gate_sentence(gate, reference_date)
        )
    age = age_on(reference_date, birth_date)
    day = long_date(reference_date)
    if gate.minimum_age is not None and age < gate.minimum_age:
        return _("{age} years old on {date}. At least {minimum}.").format(
            age=age, date=day, minimum=gate.minimum_age
        )
    return _("{age} years old on {date}. At most {maximum}.").format(
        age=age, date=day, maximum=gate.maximum_age
    )


def old_enough_sentence(gates, birth_date):
    """Say from which day on a person is old enough for ``gates``; empty without a minimum."""
    minimum = max((gate.minimum_age or 0 for gate in gates), default=0)
    if not minimum or birth_date is None:
        return ""
    year = birth_date.year + minimum
    leap_child = (birth_date.month, birth_date.day) == (2, 29)
    try:
        birthday = birth_date.replace(year=year)
    except ValueError:
        birthday = date(year, 3, 1) if leap_child else birth_date
    return ngettext(
        "You will be {years} year old on {date}.",
        "You will be {years} years old on {date}.",
        minimum,
    ).format(years=minimum, date=long_date(birthday))


def age_on(day, birth_date):
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
