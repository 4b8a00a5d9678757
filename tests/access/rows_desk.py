from django.core.files.base import ContentFile

from accounts.choices import STAFF_ROLES
from accounts.services.relations import declare_relation
from enrollment.models import DuplicatePair, NominationLetter, Participation
from tests.access.matrix import Row, only
from tests.factories import BatchFactory, IntakeFactory, PersonFactory, UserFactory
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


def published_class(owner):
    batch = BatchFactory(intake=IntakeFactory(status="published"), status="published")
    return {"code": batch.code}


def participation(owner):
    batch = BatchFactory(intake=IntakeFactory(status="running"), status="running")
    application = case_factory(user=owner, person=owner.person, batch=batch, papers=(), claims=())
    return {
        "code": batch.code,
        "pk": Participation.objects.create(application=application, batch=batch).pk,
    }


def nominated_class(owner):
    return {"code": BatchFactory(selection_method="nomination").code}


def letter(owner, **fields):
    batch = BatchFactory(selection_method="nomination")
    row = NominationLetter.objects.create(
        batch=batch,
        kind="employer",
        body="PT Contoh",
        number="01/2026",
        letter_on=batch.starts_on,
        recorded_by=owner,
        **fields,
    )
    return {"pk": row.pk}


def letter_with_scan(owner):
    return letter(owner, scan=ContentFile(b"%PDF-1.4", name="surat.pdf"))


def planned_class(owner):
    return {"code": BatchFactory().code}


def planned_intake(owner):
    return {"code": IntakeFactory().code}


def relation_of_a_colleague(owner):
    person = PersonFactory()
    return {"pk": declare_relation(person, user=UserFactory(), kind="family").pk}


def pair_with(owner):
    first, second = sorted([owner.person, PersonFactory()], key=lambda person: person.pk)
    pair = DuplicatePair.objects.create(
        first=first, second=second, matches=["name"], is_likely=True
    )
    return {"pk": pair.pk}


def one_of_pair_with(owner):
    return pair_with(owner) | {"person": owner.person.pk}


OBJECTS = {
    "pair_with": pair_with,
    "one_of_pair_with": one_of_pair_with,
    "letter": letter,
    "letter_with_scan": letter_with_scan,
    "nominated_class": nominated_class,
    "planned_class": planned_class,
    "planned_intake": planned_intake,
    "relation_of_a_colleague": relation_of_a_colleague,
    "published_class": published_class,
    "participation": participation,
    "submitted_application": submitted_application,
    "uploaded_paper": uploaded_paper,
    "stored_review": stored_review,
}
PAIR_OFFICERS = ("verifier", "training_manager")
ONLY_POST = only("verifier", answer=405)
NOT_ONES_OWN = only("verifier", answer=404)

MANAGER = only("training_manager")
REFUSED_POST = only("training_manager", answer=422)
READERS = ["training_manager", "approver", "auditor"]

ROWS = [
    Row("enrollment:calendar", get=only(*READERS), post=only(*READERS, answer=405)),
    Row("enrollment:reschedule_intake", of="planned_intake", get=MANAGER, post=REFUSED_POST),
    Row(
        "enrollment:class_seats",
        of="planned_class",
        get=only(*READERS),
        post=only(*READERS, answer=405),
    ),
    Row(
        "enrollment:class_roster_print",
        of="planned_class",
        get=MANAGER,
        post=only("training_manager", answer=405),
    ),
    Row(
        "enrollment:class_change",
        of="planned_class",
        kwargs={"kind": "cancelled"},
        get=MANAGER,
        post=REFUSED_POST,
    ),
    Row("enrollment:nominations", of="nominated_class", get=MANAGER, post=REFUSED_POST),
    Row("enrollment:nomination_letter", of="letter", get=MANAGER, post=REFUSED_POST),
    Row(
        "enrollment:nomination_scan",
        of="letter_with_scan",
        get=MANAGER,
        post=only("training_manager", answer=405),
    ),
    Row("enrollment:reschedule_class", of="planned_class", get=MANAGER, post=REFUSED_POST),
    Row("enrollment:queue", get=only("verifier"), post=ONLY_POST),
    Row("enrollment:queue_search", get=ONLY_POST, post=only("verifier", answer=302)),
    Row(
        "enrollment:desk_workload",
        get=only("training_manager"),
        post=only("training_manager", answer=405),
    ),
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
        "enrollment:case_relation",
        of="submitted_application",
        get=ONLY_POST,
        post=only("verifier", answer=302),
        own_post=NOT_ONES_OWN,
    ),
    Row(
        "enrollment:duplicate_list",
        get=only(*PAIR_OFFICERS),
        post=only(*PAIR_OFFICERS, answer=405),
    ),
    Row(
        "enrollment:duplicate",
        of="pair_with",
        get=only(*PAIR_OFFICERS),
        own_get=only(*PAIR_OFFICERS, answer=404),
        post=only(*PAIR_OFFICERS, answer=422),
        own_post=only(*PAIR_OFFICERS, answer=404),
    ),
    Row(
        "enrollment:duplicate_reopen",
        of="pair_with",
        get=only(*PAIR_OFFICERS, answer=405),
        post=only(*PAIR_OFFICERS, answer=302),
        own_post=only(*PAIR_OFFICERS, answer=404),
    ),
    Row(
        "enrollment:duplicate_numbers",
        of="one_of_pair_with",
        get=only(*PAIR_OFFICERS),
        own_get=only(*PAIR_OFFICERS, answer=404),
        post=only(*PAIR_OFFICERS, answer=422),
        own_post=only(*PAIR_OFFICERS, answer=404),
    ),
    Row(
        "enrollment:duplicate_merge",
        of="pair_with",
        get=only(*PAIR_OFFICERS),
        own_get=only(*PAIR_OFFICERS, answer=404),
        post=only(*PAIR_OFFICERS, answer=422),
        own_post=only(*PAIR_OFFICERS, answer=404),
    ),
    *(
        Row(
            f"enrollment:duplicate_merge_{act}",
            of="pair_with",
            get=only(*PAIR_OFFICERS, answer=405),
            post=only(*PAIR_OFFICERS, answer=302),
            own_post=only(*PAIR_OFFICERS, answer=404),
        )
        for act in ("confirm", "drop")
    ),
    Row(
        "enrollment:relation_list",
        get=only(*STAFF_ROLES),
        post=only(*STAFF_ROLES, answer=422),
    ),
    Row(
        "enrollment:relation_end",
        of="relation_of_a_colleague",
        get=only("training_manager", "admin", answer=405),
        post=only("training_manager", "admin", answer=302),
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
        "enrollment:case_document_page",
        of="uploaded_paper",
        kwargs={"number": 1},
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
    Row(
        "enrollment:roster_list",
        get=only("training_manager"),
        post=only("training_manager", answer=405),
    ),
    Row(
        "enrollment:roster",
        of="published_class",
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    Row(
        "enrollment:class_start",
        of="published_class",
        get=only("training_manager", answer=405),
        post=only("training_manager", answer=302),
    ),
    Row(
        "enrollment:class_finish",
        of="published_class",
        get=only("training_manager", answer=405),
        post=only("training_manager", answer=302),
    ),
    Row(
        "enrollment:class_leave",
        of="participation",
        get=only("training_manager", answer=405),
        post=only("training_manager", answer=302),
    ),
]
