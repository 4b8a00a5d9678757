"""How long a test waits for what another thread, process or browser does."""

import time

# Never comes near in a test that passes; what never comes fails it.
PATIENCE = 180


def wait_until(condition, *, seconds=PATIENCE):
    """Return once ``condition`` is met; fail if it never is."""
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.02)
