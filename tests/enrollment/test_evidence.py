"""The evidence of a round: the same bytes each time, no person in it, checked by one command."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from blk_portal.shared.errors import DomainError
from enrollment.choices import OfferAnswer
from enrollment.evidence import evidence_bundle
from enrollment.models import EvidenceHandout, Objection
from enrollment.services.evidence import hand_out_evidence
from enrollment.services.objections import answer_objection
from enrollment.services.offers import answer_offer
from tests.factories import UserFactory
from tests.factories.desk import DocumentFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published

SCRIPT = Path(__file__).parents[2] / "static/verify/check_bundle.py"

pytestmark = pytest.mark.django_db


@pytest.fixture
def selection_round():
    """A seat declined, an objection answered, papers in a wallet."""
    selection_round = open_round(1, reserves=[("difabel", ["disability"], 1)])
    (batch,) = batches_of(selection_round)
    best, second, third = (
        apply_for(selection_round, batch, score=score, person__full_name=f"Kusumawati {name}")
        for score, name in [(90, "Pertama"), (80, "Kedua"), (70, "Ketiga")]
    )
    DocumentFactory(person=best.person, sha256="a" * 64)
    selection_round = published(selection_round)
    answer_offer(best.offers.get(), OfferAnswer.DECLINE, actor=best.user)
    objection = Objection.objects.create(application=third, text="Nilai saya tertukar")
    answer_objection(
        objection, is_upheld=False, answer="Nilainya benar", actor=UserFactory(roles=["approver"])
    )
    return selection_round


def files_in(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(place):
    command = [sys.executable, "-S", SCRIPT, place, "--english"]
    return subprocess.run(command, capture_output=True, check=False, text=True)


@pytest.fixture
def unpacked(selection_round, tmp_path):
    folder = tmp_path / "bukti"
    for name, raw in files_in(evidence_bundle(selection_round)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


def test_the_same_state_gives_the_same_bytes_and_a_step_gives_others(selection_round):
    first, again = evidence_bundle(selection_round), evidence_bundle(selection_round)

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(again).hexdigest()

    second = selection_round.intake.applications.get(status="seated")
    answer_offer(second.offers.last(), OfferAnswer.STAY, actor=second.user)
    assert evidence_bundle(selection_round) != first


def test_the_bundle_holds_what_was_decided_and_no_person(selection_round):
    files = files_in(evidence_bundle(selection_round))

    assert sorted(files) == sorted(
        [
            "README.txt",
            "check_bundle.py",
            "codes.json",
            "corrections.json",
            "documents.json",
            "events.json",
            "history.json",
            "list.json",
            "manifest.json",
            "now/outcome.json",
            "now/problem.json",
            "objections.json",
            "papers.json",
            "published/outcome.json",
            "published/problem.json",
            "round.json",
            "rules.json",
            "runs/1/outcome.json",
            "runs/1/problem.json",
            "verify_selection.py",
        ]
    )
    rows = {row.draw_code: row for row in selection_round.intake.applications.all()}
    (event,) = json.loads(files["events.json"])
    assert (event["type"], event["reason"], event["recorded_by"]) == (
        "lapse",
        "declined",
        "applicant",
    )
    (document,) = json.loads(files["documents.json"])
    assert (rows[document["draw_code"]].status, document["sha256"]) == ("lapsed", "a" * 64)
    (objection,) = json.loads(files["objections.json"])
    assert objection["is_upheld"] is False
    history = json.loads(files["history.json"])
    assert [(move["of"], move["from"]) for move in history if move["to"] == "published"] == [
        (selection_round.code, "approved")
    ]
    whole = b"".join(files.values())
    private = ["Kusumawati", "Nilai saya tertukar", "Nilainya benar"]
    for row in rows.values():
        person = row.person
        private += [person.nik, person.kk, person.phone, person.address, row.user.username]
    assert [text for text in private if text.encode() in whole] == []


def test_one_command_checks_a_bundle_packed_or_not(selection_round, unpacked, tmp_path_factory):
    packed = tmp_path_factory.mktemp("packed") / "bukti.zip"
    packed.write_bytes(evidence_bundle(selection_round))

    in_the_zip = check(packed)
    in_the_folder = subprocess.run(
        [sys.executable, "-S", unpacked / "check_bundle.py"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert (in_the_zip.returncode, in_the_zip.stderr) == (0, "")
    assert in_the_zip.stdout.endswith("Everything agrees.\n")
    assert hashlib.sha256(packed.read_bytes()).hexdigest() in in_the_zip.stdout
    assert (in_the_folder.returncode, in_the_folder.stderr) == (0, "")
    assert in_the_folder.stdout.endswith("Semuanya cocok.\n")
    assert in_the_folder.stdout.count("OK  ") == 11


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("rules.json", b'"capacity":1', b'"capacity":2', "rules.json: not what the manifest says"),
        ("now/outcome.json", b'"seats"', b'"seatz"', "NO    now: the outcome is"),
        ("round.json", b'"commitment": "', b'"commitment": "0', "NO    the seed is"),
        ("events.json", b'"lapse"', b'"confirm"', "NO    now: the steps are the recorded events"),
        ("codes.json", b"TEST", b"TSET", "codes.json: not what the manifest says"),
    ],
)
def test_whatever_was_changed_is_told(unpacked, name, old, new, told):
    path = unpacked / name
    changed = path.read_bytes().replace(old, new, 1)
    assert changed != path.read_bytes()
    path.write_bytes(changed)

    done = check(unpacked)

    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout
    assert done.stdout.endswith("Something does NOT agree.\n")


def test_a_file_too_many_or_too_few_is_told(unpacked):
    (unpacked / "papers.json").rename(unpacked / "surat.json")

    done = check(unpacked)

    assert done.returncode == 1
    assert "papers.json: missing" in done.stdout
    assert "surat.json: not in the manifest" in done.stdout


def test_what_is_no_bundle_gives_status_2(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK")

    done = check(tmp_path / "x.zip")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_taking_the_evidence_is_noted_with_its_reason(client, selection_round):
    auditor = UserFactory(roles=["auditor"])
    client.force_login(auditor)
    address = reverse("enrollment:evidence", args=[selection_round.intake.code])

    refused = client.post(address, {"reason": " "})
    assert (refused.status_code, EvidenceHandout.objects.count()) == (422, 0)
    answer = client.post(address, {"reason": "Penugasan 12/2026"})

    handout = EvidenceHandout.objects.get()
    assert answer["Content-Type"] == "application/zip"
    assert (handout.taken_by, handout.reason) == (auditor, "Penugasan 12/2026")
    assert handout.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert list(client.get(address).context["handouts"]) == [handout]


def test_there_is_no_evidence_before_publication():
    selection_round = open_round(1)

    with pytest.raises(DomainError, match="diumumkan"):
        hand_out_evidence(selection_round, actor=None, reason="Uji")

    assert not EvidenceHandout.objects.exists()


def test_the_command_writes_the_bundle_once(selection_round, tmp_path, capsys):
    target, code = tmp_path / "bukti.zip", selection_round.intake.code

    call_command("evidence_bundle", code, reason="Uji coba", to=target)

    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert capsys.readouterr().out == f"{digest}  {target}\n"
    assert EvidenceHandout.objects.get().taken_by is None
    with pytest.raises(CommandError, match="already"):
        call_command("evidence_bundle", code, reason="Uji coba", to=target)
