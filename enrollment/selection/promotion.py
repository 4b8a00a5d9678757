"""Whose list says what after people confirmed or lost their seats (section 10 of the rules)."""

from .assignment import Lists
from .market import NONE


class Promotion:
    """The lists of all applicants as events come in.

    ``positions`` are those of the market without the wishes that the first assignment refused
    for good.
    """

    def __init__(self, market, positions, *, seated_may_move):
        self.starts = market.starts
        self.positions = positions
        self.seated_may_move = seated_may_move
        self.applicants = {form.id: applicant for applicant, form in enumerate(market.forms)}
        self.lapsed = set()
        self.confirmed = set()

    def lists_after(self, events, seats):
        """Take in one step of ``events`` and return all ``Lists``; ``seats`` are those before."""
        for event in events:
            applicant = self.applicants.get(event["application"])
            if applicant is None:
                continue
            if event["type"] == "lapse":
                self.lapsed.add(applicant)
            elif seats[applicant] != NONE:
                self.confirmed.add(applicant)
        begins, ends = self.starts[:-1], self.starts[1:]
        for applicant, seat in enumerate(seats):
            if seat != NONE:
                ends[applicant] = seat + 1
                if applicant in self.confirmed or not self.seated_may_move:
                    begins[applicant] = seat
        for applicant in self.lapsed:
            ends[applicant] = begins[applicant]
        return Lists(begins, ends, self.positions)
