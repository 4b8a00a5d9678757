from tests.access.matrix import Row, only
from tests.factories.desk import case_factory


def submitted_application(owner):
    return {"pk": case_factory(user=owner, person=owner.person, papers=()).pk}


def uploaded_paper(owner):
    application = case_factory(user=owner, person=owner.person, papers=("KTP",))
    return {"pk": application.pk, "uuid": application.person.documents.get().uuid}


def stored_review(owner):
    application = case_factory(user=owner, person=owner.person, papers=())
    review = application.reviews.create(
        reviewer=owner, decision="return", application_version=application.version
    )
    return {"pk": application.pk, "review": review.pk}


OBJECTS = {
    "submitted_application": submitted_application,
    "uploaded_paper": uploaded_paper,
    "stored_review": stored_review,
}
ONLY_POST = only("verifier", answer=405)
NOT_ONES_OWN = only("verifier", answer=404)

ROWS = [
    Row("enrollment:queue", get=only("verifier"), post=ONLY_POST),
    Row("enrollment:queue_export", get=only("verifier"), post=ONLY_POST),
    Row("enrollment:take_next", get=ONLY_POST, post=only("verifier", answer=302)),
    Row(
        "enrollment:case",
        of="submitted_application",
        get=only("verifier"),
        own_get=NOT_ONES_OWN,
        post=only("verifier", answer=422),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:case_preview",
        of="submitted_application",
        get=ONLY_POST,
        post=only("verifier"),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:case_claim",
        of="submitted_application",
        get=ONLY_POST,
        post=only("verifier", answer=302),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:case_release",
        of="submitted_application",
        get=ONLY_POST,
        post=only("verifier", answer=302),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:case_numbers",
        of="submitted_application",
        get=only("verifier"),
        own_get=NOT_ONES_OWN,
        post=only("verifier", answer=422),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:case_document",
        of="uploaded_paper",
        get=only("verifier"),
        own_get=NOT_ONES_OWN,
        post=ONLY_POST,
    ),
    Row(
        "enrollment:case_undo",
        of="stored_review",
        get=ONLY_POST,
        post=only("verifier", answer=302),
        own_post=NOT_ONES_OWN,
    ),
]
