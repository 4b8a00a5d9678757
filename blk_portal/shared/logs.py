"""What log lines must never hold."""

import re

# PostgreSQL says which row broke a rule, and with it what a resident typed. The text may stand as
# it is or inside a representation, where a line ends with a backslash and an n.
_ROW_VALUES = re.compile(r"DETAIL:.*?(?=\\n|\n|$)")


def leave_out_row_values(logger, name, event):
    """Take the values of rows out of an event, wherever an exception brought them."""
    return {
        key: _ROW_VALUES.sub("DETAIL: left out", value) if isinstance(value, str) else value
        for key, value in event.items()
    }
