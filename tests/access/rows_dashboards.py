from tests.access.matrix import Row, only
from tests.factories.desk import case_factory

READERS = ["official", "approver", "training_manager", "auditor", "admin"]


def reading(url, **more):
    return Row(url, get=only(*READERS), post=only(*READERS, answer=405), **more)


TRAIL_READERS = ["auditor", "training_manager", "admin"]


def sent_application(owner):
    return {"pk": case_factory(user=owner, person=owner.person, papers=(), claims=()).pk}


def applicant(owner):
    sent_application(owner)
    return {"pk": owner.person.pk}


OBJECTS = {"sent_application": sent_application, "applicant": applicant}


def trail(url, of):
    own = only(*TRAIL_READERS, answer=404)
    if url.endswith("_csv"):
        get, post = only(*TRAIL_READERS, answer=405), only(*TRAIL_READERS, answer=302)
        return Row(url, of=of, get=get, post=post, own_post=own)
    get, post = only(*TRAIL_READERS), only(*TRAIL_READERS, answer=405)
    return Row(url, of=of, get=get, own_get=own, post=post)


ROWS = [
    Row(
        "dashboards:trail_find",
        get=only(*TRAIL_READERS),
        post=only(*TRAIL_READERS, answer=422),
    ),
    trail("dashboards:trail_of_application", "sent_application"),
    trail("dashboards:trail_of_application_csv", "sent_application"),
    trail("dashboards:trail_of_person", "applicant"),
    trail("dashboards:trail_of_person_csv", "applicant"),
    reading("dashboards:home"),
    reading("dashboards:figures_csv"),
    reading("dashboards:fairness_list"),
    reading("dashboards:fairness", of="published_round"),
    reading("dashboards:fairness_csv", of="published_round"),
    reading("dashboards:list", kwargs={"key": "applied"}),
]
