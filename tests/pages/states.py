"""States in which a page looks different from what the access matrix meets."""

from tests.pages import (
    states_assisted,
    states_bulk,
    states_counter,
    states_late,
    states_lists,
    states_public,
    states_refusals,
    states_resident,
    states_rounds,
    states_staff,
)

STATES = [
    *states_assisted.STATES,
    *states_bulk.STATES,
    *states_counter.STATES,
    *states_late.STATES,
    *states_lists.STATES,
    *states_public.STATES,
    *states_refusals.STATES,
    *states_resident.STATES,
    *states_rounds.STATES,
    *states_staff.STATES,
]
