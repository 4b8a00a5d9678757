"""Round steps of a scale, and the levels of an ordered one."""

NICE_STEPS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000]


def step_for(highest, *, steps):
    return next((step for step in NICE_STEPS if highest <= steps * step), NICE_STEPS[-1])


def levels_for(highest):
    """Return the lower ends of levels 1 to 5 of the ordered scale; level 0 is below five."""
    step = next((step for step in NICE_STEPS if highest < 7 * step), NICE_STEPS[-1])
    return [5, 2 * step, 3 * step, 4 * step, 5 * step]


def level_of(value, levels):
    """Return the level of the ordered scale, 0 to 5, that ``value`` falls in."""
    return sum(value >= lower for lower in levels)
