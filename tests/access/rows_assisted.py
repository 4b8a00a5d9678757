"""Who helps somebody else to apply. What he reaches meanwhile is tested in its own module."""

from tests.access.matrix import Row, only

HELPERS = ["helper", "verifier"]

ROWS = [
    Row("enrollment:assist", get=only(*HELPERS), post=only(*HELPERS, answer=422)),
    Row(
        "enrollment:assist_begin",
        get=only(*HELPERS, answer=405),
        post=only(*HELPERS, answer=422),
    ),
    Row(
        "enrollment:assist_paper",
        get=only(*HELPERS, answer=302),
        post=only(*HELPERS, answer=302),
    ),
    Row(
        "enrollment:assist_end",
        get=only(*HELPERS, answer=405),
        post=only(*HELPERS, answer=302),
    ),
]
