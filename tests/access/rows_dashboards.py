from tests.access.matrix import Row, only

READERS = ["official", "approver", "training_manager", "auditor", "admin"]


def reading(url, **more):
    return Row(url, get=only(*READERS), post=only(*READERS, answer=405), **more)


ROWS = [
    reading("dashboards:home"),
    reading("dashboards:figures_csv"),
    reading("dashboards:list", kwargs={"key": "applied"}),
    reading("dashboards:list_csv", kwargs={"key": "grants_granted"}),
]
