"""What the one evaluator of gates says of each wish of an application, and in which words."""

from dataclasses import dataclass

from enrollment.absences import wishes_closed_by_absence
from enrollment.gate_words import reason_sentences
from enrollment.models import Choice, Seat
from enrollment.selection.eligibility import Rules
from enrollment.trainings import trainings_of
from programs.services.rules import entry_rules


@dataclass(frozen=True)
class Verdict:
    """One wish: ``reasons`` are the engine's codes against it, ``words`` the same for people."""

    choice: Choice
    reasons: list
    words: list

    @property
    def is_allowed(self):
        return not self.reasons


def judge_wishes(application, facts):
    """Judge the wishes of ``application`` by their gates as if exactly ``facts`` were true.

    Scores are left out: they are not known before the tests.
    """
    choices = list(
        application.choices.select_related("batch__program")
        .prefetch_related("batch__gates")
        .order_by("rank")
    )
    person = application.person
    trainings = trainings_of([person.pk])[person.pk]
    sits_elsewhere = bool(persons_seated_elsewhere([application]))
    verdicts = []
    for choice in choices:
        rules = Rules(entry_rules(choice.batch))
        reasons = _reasons(rules, person, facts, trainings, sits_elsewhere)
        words = reason_sentences(reasons, choice.batch, birth_date=person.birth_date)
        verdicts.append(Verdict(choice, reasons, words))
    return verdicts


def with_an_open_wish(applications, batches, facts_of, *, wishes=None):
    """Return the pks of ``applications`` that may join one of ``batches`` that they wish for.

    ``facts_of`` is ``{pk: facts}``; of ``wishes`` (a queryset of ``Choice``) no others are looked
    at. A wish that an absence closed is not open. The number of queries does not grow with the
    applications.
    """
    wanted = (Choice.objects.all() if wishes is None else wishes).filter(
        application__in=applications.order_by(), batch__in=batches
    )
    wanted = wanted.select_related("application__person")
    rules = {
        batch.pk: Rules(entry_rules(batch))
        for batch in batches.select_related("program").prefetch_related("gates")
    }
    trainings = trainings_of(applications.order_by().values("person"))
    seated = persons_seated_elsewhere(applications.order_by())
    missed = wishes_closed_by_absence(applications)
    return {
        choice.application_id
        for choice in wanted
        if (choice.application_id, choice.batch_id) not in missed
        and not _reasons(
            rules[choice.batch_id],
            choice.application.person,
            facts_of[choice.application_id],
            trainings[choice.application.person_id],
            choice.application.person_id in seated,
        )
    }


def _reasons(rules, person, facts, trainings, sits_elsewhere):
    reasons = ["holds_seat"] if sits_elsewhere else []
    if rules.is_trained_recently(trainings):
        reasons.append("trained_recently")
    birth_date = person.birth_date.isoformat() if person.birth_date else None
    return reasons + rules.failing_gates(facts=facts, birth_date=birth_date)


def persons_seated_elsewhere(applications):
    """Return the ids of the persons of ``applications`` who sit in a class by another one."""
    return set(
        Seat.objects.taken()
        .filter(person__applications__in=applications)
        .exclude(application__in=applications)
        .values_list("person", flat=True)
    )
