"""The resident's journey: everybody may apply for himself, nobody sees another's application."""

from tests.access.matrix import EVERYBODY, Row, signed_in
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet


def intake_open_to_all(user):
    return {"code": open_intake().code}


def class_open_to_all(user):
    return {"code": open_intake().batches.first().code}


def draft(user):
    return {"pk": complete_draft(open_intake(), person=user.person).pk}


def paper_of_draft(user):
    return {**draft(user), "kind": "KTP"}


def paper(user):
    return {"uuid": put_in_wallet(user.person, "KK").uuid}


OBJECTS = {
    "intake_open_to_all": intake_open_to_all,
    "class_open_to_all": class_open_to_all,
    "draft": draft,
    "paper_of_draft": paper_of_draft,
    "paper": paper,
}


def mine(url, *, own_get, own_post, of="draft", **more):
    return Row(
        url,
        of=of,
        get=signed_in(404 if own_get != 405 else 405),
        own_get=signed_in(own_get),
        post=signed_in(404 if own_post != 405 else 405),
        own_post=signed_in(own_post),
        **more,
    )


ROWS = [
    Row("enrollment:quick_check", of="class_open_to_all", get=EVERYBODY, post={"others": 422}),
    Row("enrollment:lookup", get=EVERYBODY, post={"others": 422}),
    Row("enrollment:start", of="intake_open_to_all", get=signed_in(302), post=signed_in(302)),
    Row("enrollment:my_applications", get=signed_in(), post=signed_in(405)),
    mine("enrollment:application", own_get=200, own_post=405),
    mine("enrollment:question", own_get=200, own_post=422, kwargs={"part": "kontak"}),
    mine("enrollment:wishes", own_get=200, own_post=302),
    mine("enrollment:documents", own_get=200, own_post=405),
    mine("enrollment:upload", own_get=405, own_post=422, of="paper_of_draft"),
    mine("enrollment:remove_document", own_get=405, own_post=302, of="paper_of_draft"),
    mine("enrollment:check_answers", own_get=200, own_post=404),
    mine("enrollment:receipt", own_get=404, own_post=405),
    mine("enrollment:receipt_pdf", own_get=404, own_post=405),
    mine("enrollment:test_card_pdf", own_get=404, own_post=405),
    mine("enrollment:statement_pdf", own_get=404, own_post=405),
    mine("enrollment:withdraw", own_get=200, own_post=302),
    mine("enrollment:resubmit", own_get=405, own_post=302),
    mine("enrollment:result", own_get=404, own_post=405),
    mine("enrollment:answer_offer", own_get=405, own_post=302),
    mine("enrollment:objection", own_get=404, own_post=404),
    mine("enrollment:reuse_document", own_get=405, own_post=302, of="paper_of_draft"),
    mine("enrollment:own_document", own_get=200, own_post=405, of="paper"),
    mine("enrollment:own_file", own_get=200, own_post=405, of="paper"),
    mine("enrollment:own_thumbnail", own_get=200, own_post=405, of="paper"),
    mine("enrollment:own_page", own_get=200, own_post=405, of="paper", kwargs={"number": 1}),
]
