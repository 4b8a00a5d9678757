"""Applications in little room: each is checked and packed as soon as it is read."""

from .problem import (
    check_application,
    check_date,
    check_decimal,
    check_id,
    check_trainings,
    is_id,
)
from .schema import INTEGER_BOUND, MalformedProblem

KEYS = (
    "id",
    "person",
    "seq",
    "withdrawn",
    "holds_seat",
    "birth_date",
    "facts",
    "trainings",
    "choices",
)


class Form:
    """One application. Each of ``choices`` is a triple: batch, names of scores, scores.

    Equal values are one object in all forms, so that a form takes little room.
    """

    __slots__ = KEYS

    def __init__(self, *values):
        (
            self.id,
            self.person,
            self.seq,
            self.withdrawn,
            self.holds_seat,
            self.birth_date,
            self.facts,
            self.trainings,
            self.choices,
        ) = values


class Known(dict):
    """Values that were found good, each once."""

    def __init__(self, check, *values):
        super().__init__((value, value) for value in values)
        self.check = check

    def __missing__(self, value):
        self.check(value)
        self[value] = value
        return value


class Packer:
    """Packs applications, keeping one copy of what many of them say.

    ``decimals`` are the texts of all scores so far.
    """

    def __init__(self):
        self.batches = Known(check_id)
        self.days = Known(check_date, None)
        self.decimals = Known(check_decimal, None)
        self._decimal = self.decimals.__getitem__
        self._facts = {(): frozenset()}
        self._names = {}

    def pack(self, application):
        """Return the ``Form`` of an application, or raise ``MalformedProblem``.

        The refusal names the place within the application.
        """
        try:
            return self._pack(application)
        except (KeyError, TypeError, AttributeError, MalformedProblem):
            # Not the common form: there are keys that no rule reads, or something is wrong.
            check_application(application)
            return self._pack(_with_known_keys(application))

    def _pack(self, application):
        """Pack an application of the common form; of any other, raise one of four errors."""
        seq, facts = application["seq"], application["facts"]
        trainings, choices = application["trainings"], application["choices"]
        withdrawn, holds_seat = application["withdrawn"], application["holds_seat"]
        if not (
            len(application) == len(KEYS)
            and is_id(application["id"])
            and is_id(application["person"])
            and type(seq) is int
            and 0 <= seq < INTEGER_BOUND
            and type(withdrawn) is type(holds_seat) is bool
            and type(facts) is type(choices) is list
        ):
            raise TypeError
        if trainings != []:
            check_trainings(trainings)
        return Form(
            application["id"],
            application["person"],
            seq,
            withdrawn,
            holds_seat,
            self.days[application["birth_date"]],
            self._facts.get(key := tuple(facts)) or self._fact_set(key),
            trainings or (),
            tuple([self._choice(choice) for choice in choices]),
        )

    def _choice(self, choice):
        scores = choice["scores"]
        if len(choice) != 2:
            raise TypeError
        names = self._names.get(key := tuple(scores)) or self._score_names(key)
        return (
            self.batches[choice["batch"]],
            names,
            tuple(map(self._decimal, scores.values())),
        )

    def _fact_set(self, facts):
        for fact in facts:
            check_id(fact)
        return self._facts.setdefault(facts, frozenset(facts))

    def _score_names(self, names):
        for name in names:
            check_id(name)
        return self._names.setdefault(names, names)


def _with_known_keys(application):
    known = {key: application[key] for key in KEYS}
    known["choices"] = [
        {"batch": choice["batch"], "scores": choice["scores"]} for choice in application["choices"]
    ]
    return known
