"""The counter with people before it, and what those read of it afterwards."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.choices import AccountAct, ClaimState
from accounts.models import AccountEvent
from accounts.services import data_requests
from accounts.services.activation import issue_slip
from accounts.services.helping import begin_help
from accounts.services.identity_claims import file_claim, refuse_claim, withdraw_claim
from notices.services.outbox import queue_notice, queue_notice_to_number
from tests.enrollment.residents import open_intake
from tests.factories import (
    ApplicationFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.pages.state import State

COMPARED = ["original", "face", "name"]


def claim_of(user, clerk=None, ending=None):
    claim = file_claim(user, PersonFactory(user=UserFactory()).nik)
    if ending == ClaimState.FOR_HOLDER:
        refuse_claim(claim, actor=clerk, reason="Another NIK")
    elif ending == ClaimState.WITHDRAWN:
        withdraw_claim(claim, actor=user)
    return claim


def claims_waiting(user):
    for username in ["+6281200000901", "+6281200000902", "somebody.with.an.address@example.com"]:
        claim_of(UserFactory(username=username, roles=["resident"]))
    return {}


def claims_of_each_kind(user):
    clerk = UserFactory(roles=["helper"])
    for ending in [ClaimState.FOR_HOLDER, ClaimState.WITHDRAWN, None]:
        claim_of(user, clerk, ending)
    return {}


def settled_claim(user):
    claimant = UserFactory(roles=["resident"])
    return {"pk": claim_of(claimant, user, ClaimState.FOR_HOLDER).pk}


def claim_without_answers(client, user):
    claim = claim_of(UserFactory(roles=["resident"]))
    url = reverse("enrollment:claim", args=[claim.pk])
    return client.post(url, {"outcome": ClaimState.FOR_CLAIMANT, "nik": "123"})


def account_with_a_history(user):
    clerk = UserFactory(display_name="Hadi Contoh", roles=["helper"])
    for act, detail in [
        (AccountAct.JOINED, ""),
        (AccountAct.NUMBER_CHANGED, "0812-****-0111 → 0812-****-0222"),
        (AccountAct.LOCKOUT_CLEARED, ""),
    ]:
        AccountEvent.objects.create(
            account=user, act=act, detail=detail, reason="KTP compared", actor=clerk
        )
    begin_help(user.person.nik, kk=user.person.kk, source="spoken", helper=clerk)
    return {}


def counter_account(user):
    account = PersonFactory(user=UserFactory(roles=["resident"])).user
    account_with_a_history(account)
    return {"pk": account.pk}


def number_without_comparison(client, user):
    account = PersonFactory(user=UserFactory(roles=["resident"])).user
    url = reverse("enrollment:counter_number", args=[account.pk])
    return client.post(url, {"username": "0812", "identity": ["face"]})


def helping(client, user, person=None):
    person = person or PersonFactory(user=None)
    client.post(reverse("enrollment:assist_begin"), {"nik": person.nik, "source": "spoken"})
    return person


def paper_with_errors(client, user):
    open_intake()
    helping(client, user)
    return client.post(
        reverse("enrollment:assist_paper"),
        {"number": "", "received_on_0": "31", "received_on_1": "2", "received_on_2": "2026"},
    )


def messages_while_helping(client, user):
    person = helping(client, user)
    for key, needs_answer in [("a", True), ("b", False)]:
        queue_notice(
            person,
            "seat_offered",
            context={
                "title": "Roti dan Kue",
                "starts": "3 Agustus 2026",
                "deadline": "Rabu, 22 Juli 2026 pukul 16.00 WIB",
            },
            event_key=f"seat_offered:{key}",
            needs_answer=needs_answer,
        )
    return client.get(reverse("notices:my_notices"))


def slip_issued(client, user):
    person = PersonFactory(user=None)
    url = reverse("accounts:counter_person", args=[person.pk])
    return client.post(url, {"identity": COMPARED})


def slips_made_before(user):
    person = PersonFactory(user=None)
    for _n in range(2):
        issue_slip(person, actor=user)
    return {"pk": person.pk}


def numbers_to_be_told(user):
    for n, days in enumerate([2, 3, 9]):
        queue_notice_to_number(
            f"+6281234567{n:03d}",
            "registration_opened",
            language="en",
            context={"title": "Bread", "closes": "Friday", "stop": "https://blk.example/"},
            event_key=f"registration_opened:{n}",
            answer_by=timezone.now() + timedelta(days=days),
        )
    return {}


def alert_asked_for(client, user):
    url = reverse("programs:opening_alert", args=[TrainingProgramFactory().slug])
    return client.post(url, {"phone": "0812-3456-7890", "act": "ask"}, follow=True)


def answered_lookup(client, user):
    application = ApplicationFactory(intake=IntakeFactory(title="Gelombang III"))
    return client.post(
        reverse("enrollment:lookup"),
        {
            "number": application.registration_number,
            "birth_date_0": "12",
            "birth_date_1": "april",
            "birth_date_2": "1999",
        },
        follow=True,
    )


def correction_asked_for(user):
    person = PersonFactory(
        user=UserFactory(roles=["resident"]), identity_verified_at=timezone.now()
    )
    asked = data_requests.ask(person, "correct", actor=person.user, text="Satu angka NIK salah")
    return {"pk": asked.pk}


def put_away(user):
    user.person.restricted_at = timezone.now()
    user.person.save(update_fields=["restricted_at"])
    return {}


WRONG_CODE = {
    "code": "abcd-efgh",
    "birth_date_0": "1",
    "birth_date_1": "mei",
    "birth_date_2": "1999",
    "username": "0812-0000-0123",
    "password": "hujan di bulan juni",
}


def assisted(url, name, who="helper", **more):
    return State("assisted", url, name, who, **more)


STATES = [
    assisted("enrollment:claim_list", "claims", make=claims_waiting),
    assisted("enrollment:claim", "settled", make=settled_claim),
    assisted("enrollment:claim", "errors", ask=claim_without_answers),
    assisted("accounts:identity_claims", "of each kind", "resident", make=claims_of_each_kind),
    assisted("accounts:account_history", "events", "resident", make=account_with_a_history),
    assisted("enrollment:counter_number", "errors", ask=number_without_comparison),
    assisted("enrollment:assist_paper", "errors", ask=paper_with_errors),
    assisted("accounts:counter_person", "code made", ask=slip_issued),
    assisted("accounts:counter_person", "codes before", make=slips_made_before),
    assisted(
        "accounts:counter_person",
        "no name",
        make=lambda user: {"pk": PersonFactory(user=None, full_name="").pk},
    ),
    assisted("enrollment:activate", "signed in", "resident"),
    assisted("enrollment:activate", "wrong code", "", data=WRONG_CODE),
    State("accounts", "accounts:counter_account", "events", "helper", make=counter_account),
    State("notices", "notices:my_notices", "while helping", "helper", ask=messages_while_helping),
    State("notices", "notices:number_list", "numbers", "helper", make=numbers_to_be_told),
    State("programs", "programs:opening_alert", "asked", "", ask=alert_asked_for),
    State("resident", "enrollment:lookup", "answered", "", ask=answered_lookup),
    State("own_data", "accounts:data_request_nik", "asked for", "admin", make=correction_asked_for),
    State("own_data", "accounts:own_data", "put away", make=put_away),
]
