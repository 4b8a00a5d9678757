"""What scores are worth: the merit of a wish and the reasons that lie in its scores."""

from math import inf


class Scoring:
    """The criteria of one batch, made of one of the ``batches`` of a problem, as read.

    ``units`` are the ``Units`` of all numbers of the problem. A merit is a sum of products, so
    it counts units of twice as many places. Scores are given as texts in the notation of a
    problem or None, in the order of ``names``, the tuple of their criteria.
    """

    def __init__(self, batch, units):
        self.units = units
        self.criteria = [
            (
                criterion["id"],
                units[criterion["weight"]],
                units[criterion["minimum"]] or 0,
                inf if criterion["max"] is None else units[criterion["max"]],
                criterion["required"],
            )
            for criterion in batch["criteria"]
        ]
        self.ties = batch["ties"]
        self.minimum_merit = (units[batch["minimum_merit"]] or 0) * 10**units.places
        self._plans = {}

    def judge(self, names, scores):
        """Return the reasons that lie in the scores, and the merit or None."""
        units, reasons, merit, is_known = self.units, [], 0, True
        plan, _ = self._plans.get(names) or self._plan(names)
        for place, criterion, weight, lowest, highest, is_required in plan:
            score = None if place is None else units[scores[place]]
            if score is None:
                if is_required:
                    reasons.append(f"missing_score:{criterion}")
                    is_known = False
                    continue
                score = 0
            if score > highest:
                reasons.append(f"score_out_of_range:{criterion}")
                is_known = False
                continue
            if score < lowest:
                reasons.append(f"below_minimum:{criterion}")
            merit += weight * score
        if not is_known:
            return reasons, None
        if merit < self.minimum_merit:
            reasons.append("below_minimum_merit")
        return reasons, merit

    def height(self, merit, names, scores):
        """Return one number that is higher for who stands higher by merit and then by ties."""
        _, ties = self._plans[names]
        for place in ties:
            score = None if place is None else self.units[scores[place]]
            merit = merit * self.units.beyond + (score or 0)
        return merit

    def _plan(self, names):
        """Note where each criterion stands among ``names``, None if nowhere."""
        places = {name: place for place, name in enumerate(names)}
        self._plans[names] = (
            [(places.get(criterion[0]), *criterion) for criterion in self.criteria],
            [places.get(criterion) for criterion in self.ties],
        )
        return self._plans[names]
