"""A resident's pages before, during and after an application."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Person
from enrollment.choices import HOLDING_A_SEAT
from enrollment.models import Application, Objection, Review
from enrollment.parts import PARTS
from enrollment.services.offering import offer_seat
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from enrollment.services.submission import submit_application
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published
from tests.pages.state import State

QUESTIONS = [code for code in PARTS if code not in ("pilihan", "dokumen")]
WAY_TO = {
    "verified": ["verified"],
    "ineligible": ["ineligible"],
    "seated": ["verified", "seated"],
    "waitlisted": ["verified", "waitlisted"],
    "not_selected": ["verified", "not_selected"],
    "confirmed": ["verified", "seated", "confirmed"],
    "lapsed": ["verified", "seated", "lapsed"],
    "left": ["verified", "seated", "confirmed", "left"],
    "withdrawn": ["withdrawn"],
}
CONDITIONS = {"city_resident": "yes", "not_in_school": "no", "not_in_training": "no"}
BIRTH_DATE = {"birth_date_0": "5", "birth_date_1": "Juni", "birth_date_2": "2002"}


def new_draft(user):
    """An application that was just begun; whose it is is not known yet."""
    return {"pk": Application.objects.create(user=user, intake=open_intake()).pk}


def known_by_number(user):
    """An application of a person who has told the NIK and nothing else yet."""
    Person.objects.filter(user=user).update(
        kk="",
        full_name="",
        birth_place="",
        birth_date=None,
        gender="",
        marital_status="",
        identity_card="",
        address="",
        rt="",
        rw="",
        kelurahan=None,
        phone="",
    )
    made = new_draft(user)
    Application.objects.filter(**made).update(person=user.person)
    return made


def whole_draft(user):
    return {"pk": complete_draft(open_intake(), person=user.person).pk}


def sent(user):
    draft = complete_draft(open_intake(), person=user.person)
    return {"pk": submit_application(draft, actor=user).pk}


def in_status(status):
    def make(user):
        application = Application.objects.get(**sent(user))
        for step in WAY_TO[status]:
            change_status(application, step, actor=None, reason="contoh")
        if status in HOLDING_A_SEAT:
            seat = take_seat(application.choices.first().batch, application)
            if status == "seated":
                offer_seat(seat)
        return {"pk": application.pk}

    return make


def returned(user):
    application = Application.objects.get(**sent(user))
    verifier = UserFactory(roles=["verifier"])
    review = Review.objects.create(
        application=application, reviewer=verifier, decision="return", message="Mohon perbaiki."
    )
    for requirement, reason in [("document:KTP", "unclear"), ("address", "address_differs")]:
        review.items.create(requirement=requirement, result="fix", reason=reason)
    change_status(application, "needs_fix", actor=verifier, reason="return")
    return {"pk": application.pk}


def with_every_kind_of_paper(user):
    made = whole_draft(user)
    put_in_wallet(user.person, "KK", status="verified")
    put_in_wallet(user.person, "IJAZAH", status="refused", reason="unclear")
    return made


def with_result(place):
    """A published round of one seat in which the user came ``place``-th of three."""

    def make(user):
        selection_round = open_round(1)
        scores = [90, 80, 70]
        (own,) = scores[place - 1 : place]
        for score in scores:
            of_user = {"person": user.person, "user": user} if score == own else {}
            apply_for(selection_round, *batches_of(selection_round), score=score, **of_user)
        published(selection_round)
        return {"pk": user.applications.get().pk}

    return make


def with_objection(user):
    made = with_result(2)(user)
    Objection.objects.create(
        application_id=made["pk"],
        text="Saya hadir saat wawancara.",
        answer="Anda tercatat hadir. Nilai tidak berubah.",
        answered_by=UserFactory(roles=["approver"]),
        answered_at=timezone.now() + timedelta(minutes=1),
        is_upheld=False,
    )
    return made


def checked_class(user):
    return {"code": open_intake().batches.first().code}


def _begun_for(code):
    return new_draft if code == "nik" else known_by_number


def resident(url, name, make, **more):
    return State("resident", f"enrollment:{url}", name, make=make, **more)


STATES = [
    *(
        resident("question", f"{code}, empty", _begun_for(code), kwargs={"part": code})
        for code in QUESTIONS
    ),
    *(
        resident("question", f"{code}, filled", whole_draft, kwargs={"part": code})
        for code in QUESTIONS
    ),
    *(
        resident(
            "question", f"{code}, with errors", _begun_for(code), kwargs={"part": code}, data={}
        )
        for code in QUESTIONS
    ),
    resident("application", "just begun", new_draft),
    resident("wishes", "none yet", new_draft),
    resident("documents", "none needed yet", known_by_number),
    resident("documents", "every kind", with_every_kind_of_paper),
    resident("documents", "returned", returned),
    resident("question", "returned", returned, kwargs={"part": "alamat"}),
    resident("application", "sent", sent),
    resident("application", "returned", returned),
    *(resident("application", status, in_status(status)) for status in WAY_TO),
    resident("my_applications", "one sent", lambda user: sent(user) and {}),
    resident("receipt", "sent", sent),
    resident("withdraw", "sent", sent),
    *(resident("result", f"place {place}", with_result(place)) for place in (1, 2, 3)),
    resident("application", "result published", with_result(2)),
    resident("objection", "form", with_result(2)),
    resident("objection", "with errors", with_result(2), data={"text": ""}),
    resident("objection", "answered", with_objection),
    resident("quick_check", "may join", checked_class, who="", data={**CONDITIONS, **BIRTH_DATE}),
    resident(
        "quick_check",
        "may not join",
        checked_class,
        who="",
        data={**CONDITIONS, **BIRTH_DATE, "city_resident": "no"},
    ),
]
