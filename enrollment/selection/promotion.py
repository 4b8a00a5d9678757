"""Whose list says what after people confirmed or lost their seats (section 10 of the rules)."""


class Promotion:
    """The lists of all applicants as events come in.

    ``lists`` holds (batch, position) pairs, best wish first, without the wishes that the first
    assignment refused for good; ``applicants`` gives the index of an application id.
    """

    def __init__(self, lists, applicants, *, seated_may_move):
        self.lists = lists
        self.applicants = applicants
        self.seated_may_move = seated_may_move
        self.lapsed = set()
        self.confirmed = set()

    def lists_after(self, events, seats):
        """Take in one step of ``events`` and return all lists; ``seats`` are those before it."""
        for event in events:
            applicant = self.applicants.get(event["application"])
            if applicant is None:
                continue
            if event["type"] == "lapse":
                self.lapsed.add(applicant)
            elif seats[applicant] is not None:
                self.confirmed.add(applicant)
        return [self._list_after(applicant, seat) for applicant, seat in enumerate(seats)]

    def _list_after(self, applicant, seat):
        wishes = self.lists[applicant]
        if applicant in self.lapsed:
            return []
        if seat is None:
            return wishes
        place = next(place for place, (batch, _) in enumerate(wishes) if batch == seat)
        if applicant in self.confirmed or not self.seated_may_move:
            return [wishes[place]]
        return wishes[: place + 1]
