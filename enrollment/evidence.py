"""The sealed evidence of a published round: one zip, the same bytes for the same state.

Persons stand there under their draw codes. Documents, names, numbers of identity, addresses and
the words of objections stay in the portal; the digests of documents are here.
"""

import hashlib
import io
import json
import zipfile

from django.conf import settings
from django.utils import timezone

from accounts.models import Document
from blk_portal.shared.models import StatusChange
from enrollment.models import Application, Objection, SelectionRound
from enrollment.published_result import reduced_documents
from enrollment.selection import canonical_bytes, decide_bytes
from enrollment.services.standings import kept_by, problem_with_steps

PROGRAMS = ["verify_selection.py", "check_bundle.py"]
README = """\
BUNDEL BUKTI SELEKSI / EVIDENCE OF A SELECTION ROUND

Periksa dengan satu perintah (Python 3.9 atau lebih baru, tanpa internet):
Check it with one command (Python 3.9 or newer, no internet):

    python3 check_bundle.py

ISI / CONTENTS
  manifest.json         nama, ukuran, SHA-256 tiap berkas / name, size, digest of each file
  round.json            tanggal, benih, janji, angka publik, perhitungan, persetujuan, SK
  rules.json list.json  aturan yang dibekukan; daftar penutupan
  runs/N/               tiap perhitungan: masukan lengkap dan hasilnya / each run, full input
  now/                  masukan hasil yang berlaku, dengan semua langkahnya / with all steps
  before/N/             hasil N yang kemudian dikoreksi, dengan langkahnya / before a correction
  published/            masukan ringkas dan hasilnya, seperti diumumkan / as published
  corrections.json      koreksi yang diumumkan, apa yang dibetulkan / published corrections
  events.json           peristiwa sesudah pengumuman, siapa mencatat / events since publication
  history.json          riwayat status tiap lamaran dan putaran / status history
  objections.json       sanggahan: kapan, siapa menjawab, diterima atau tidak / objections
  documents.json        daftar dokumen dengan SHA-256 / list of documents with digests
  papers.json           surat dinas: nomor, tanggal, SHA-256 isinya / papers of the office
  codes.json            kode undian dan nomor pendaftaran / draw codes and registration numbers

YANG TIDAK ADA DI SINI, DAN MENGAPA / LEFT OUT, AND WHY
  Dokumen pelamar: data pribadi; SHA-256-nya cukup untuk membuktikan berkas yang mana.
  Nama, NIK, KK, alamat, telepon: tidak menentukan seleksi; nomor pendaftaran menunjuk orangnya
    bagi yang berwenang membuka portal.
  Kata-kata sanggahan, jawabannya, dan bukti tiap pembetulan: sering menyebut orang lain; dibaca
    di portal.
  Isi berita acara dan lampiran SK: memuat nama; dicetak dari portal, isinya dijaga SHA-256.
  Documents of applicants, names, numbers, addresses, the words of objections and of what proves
  a change, and the printed papers are personal data that did not decide anything; digests and
  numbers lead to them.
"""


def evidence_bundle(selection_round):
    """Return the bytes of the zip for a published round."""
    files = _files(selection_round)
    manifest = {
        "format": "evidence-bundle/1",
        "round": selection_round.code,
        "files": [
            {"name": name, "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
            for name, raw in sorted(files.items())
        ],
    }
    files["manifest.json"] = canonical_bytes(manifest)
    bundle = io.BytesIO()
    # Stored, not compressed, and without a clock: other versions of zlib would give other bytes.
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), raw)
    return bundle.getvalue()


def _files(selection_round):
    applications = {
        row.pk: row
        for row in Application.objects.filter(intake=selection_round.intake_id)
        .exclude(draw_code="")
        .select_related("person")
    }
    runs = list(selection_round.runs.select_related("requested_by"))
    steps = list(selection_round.steps.select_related("application", "recorded_by", "run"))
    now = problem_with_steps(selection_round)
    reduced_problem, reduced_outcome = reduced_documents(selection_round)
    files = {
        "README.txt": README.encode(),
        "rules.json": selection_round.rule_set.canonical.encode(),
        "list.json": selection_round.list_at_closing.encode(),
        "round.json": _json(_round(selection_round, runs)),
        "now/problem.json": now,
        "now/outcome.json": b"".join(decide_bytes(now)),
        "published/problem.json": reduced_problem,
        "published/outcome.json": reduced_outcome,
        "corrections.json": _json(_corrections(selection_round)),
        "events.json": _json(_events(steps)),
        "history.json": _json(_history(selection_round, applications)),
        "objections.json": _json(_objections(selection_round)),
        "documents.json": _json(_documents(applications)),
        "papers.json": _json(_papers(selection_round)),
        "codes.json": _json(
            {row.draw_code: row.registration_number for row in applications.values()}
        ),
    }
    for run in runs:
        files[f"runs/{run.number}/problem.json"] = run.problem.encode()
        files[f"runs/{run.number}/outcome.json"] = run.outcome.encode()
    for run in _results_before(selection_round, runs):
        problem = problem_with_steps(selection_round.as_of(run))
        files[f"before/{run.number}/problem.json"] = problem
        files[f"before/{run.number}/outcome.json"] = b"".join(decide_bytes(problem))
    for name in PROGRAMS:
        files[name] = (settings.BASE_DIR / "static" / "verify" / name).read_bytes()
    return files


def _round(selection_round, runs):
    return {
        "code": selection_round.code,
        "intake": selection_round.intake.code,
        "rules_sha256": selection_round.rule_set.sha256,
        "commitment": selection_round.commitment,
        "seed": selection_round.seed,
        "entropy": selection_round.entropy,
        "entropy_source": selection_round.intake.entropy_source,
        "entropy_read_by": _staff(selection_round.entropy_read_by),
        "entropy_read_at": _moment(selection_round.entropy_read_at),
        "closed_at": _moment(selection_round.closed_at),
        "list_sha256": selection_round.list_sha256,
        "frozen_at": _moment(selection_round.frozen_at),
        "frozen_by": _staff(selection_round.frozen_by),
        "approved_run": selection_round.approved_run.number,
        "approved_at": _moment(selection_round.approved_at),
        "approved_by": _staff(selection_round.approved_by),
        "decree": {
            "number": selection_round.decree_number,
            "on": selection_round.decree_on and selection_round.decree_on.isoformat(),
            "signer": selection_round.decree_signer,
        },
        "published_at": _moment(selection_round.published_at),
        "published_by": _staff(selection_round.published_by),
        "runs": [
            {
                "number": run.number,
                "reason": run.reason,
                "requested_by": _staff(run.requested_by),
                "started_at": _moment(run.started_at),
                "decided_at": _moment(run.decided_at),
                "problem_sha256": run.problem_sha256,
                "digest": run.digest,
            }
            for run in runs
        ],
    }


def _results_before(selection_round, runs):
    """Return the runs that were published and corrected since, in their order."""
    corrections = list(selection_round.corrections.published())
    if not corrections:
        return []
    first = [run for run in runs if run.number < corrections[0].run.number][-1]
    return [first, *(correction.run for correction in corrections[:-1])]


def _corrections(selection_round):
    corrections = selection_round.corrections.published().select_related(
        "run", "opened_by", "approved_by"
    )
    return [
        {
            "number": correction.number,
            "run": correction.run.number,
            "cause": correction.origin,
            "reason": correction.reason,
            "rule": correction.rule,
            "kept": sorted(kept_by(correction.run_id)),
            "opened_by": _staff(correction.opened_by),
            "approved_by": _staff(correction.approved_by),
            "decree": {
                "number": correction.decree_number,
                "on": correction.decree_on and correction.decree_on.isoformat(),
                "signer": correction.decree_signer,
            },
            "published_at": _moment(correction.published_at),
            "changes": [
                {
                    "kind": change.kind,
                    "draw_code": change.application and change.application.draw_code,
                    "class": change.batch and change.batch.code,
                    "code": change.code,
                    "value": None if change.value is None else f"{change.value.normalize():f}",
                    "recorded_at": _moment(change.recorded_at),
                    "recorded_by": _staff(change.recorded_by),
                }
                for change in correction.changes.select_related(
                    "application", "batch", "recorded_by"
                )
            ],
        }
        for correction in corrections
    ]


def _events(steps):
    return [
        {
            "run": step.run.number,
            "number": step.number,
            "type": step.type,
            "draw_code": step.application.draw_code,
            "reason": step.reason,
            "recorded_at": _moment(step.recorded_at),
            "recorded_by": _actor(step.recorded_by, step.application),
        }
        for step in steps
    ]


def _history(selection_round, applications):
    """Every move of the round and of each application, in the order in which they happened."""
    of_round = StatusChange.objects.filter(
        subject=SelectionRound._meta.db_table, subject_id=selection_round.pk
    )
    of_applications = StatusChange.objects.filter(
        subject=Application._meta.db_table, subject_id__in=applications
    )
    moves = (of_round | of_applications).select_related("actor").order_by("pk")
    lines = []
    for move in moves:
        own = move.subject == Application._meta.db_table
        row = applications[move.subject_id] if own else None
        lines.append(
            {
                "of": row.draw_code if row else selection_round.code,
                "from": move.from_status,
                "to": move.to_status,
                "reason": move.reason,
                "actor": _actor(move.actor, row),
                "at": _moment(move.at),
            }
        )
    return lines


def _objections(selection_round):
    rows = Objection.objects.filter(application__intake=selection_round.intake_id)
    return [
        {
            "draw_code": row.application.draw_code,
            "filed_at": _moment(row.created_at),
            "is_upheld": row.is_upheld,
            "answered_at": _moment(row.answered_at),
            "answered_by": _staff(row.answered_by),
        }
        for row in rows.select_related("application", "answered_by").order_by("created_at", "pk")
    ]


def _documents(applications):
    codes = {row.person_id: row.draw_code for row in applications.values()}
    rows = Document.objects.filter(person__in=codes).order_by("created_at", "pk")
    return [
        {
            "draw_code": codes[row.person_id],
            "kind": row.kind,
            "sha256": row.sha256,
            "bytes": row.size,
            "pages": row.pages,
            "status": row.status,
            "reason": row.reason,
            "uploaded_at": _moment(row.created_at),
            "checked_at": _moment(row.checked_at),
        }
        for row in rows
    ]


def _papers(selection_round):
    return [
        {
            "kind": paper.kind,
            "number": paper.number,
            "dated_on": paper.dated_on.isoformat(),
            "sha256": paper.sha256,
            "written_by": _staff(paper.written_by),
            "withdrawn_reason": paper.withdrawn_reason,
        }
        for paper in selection_round.intake.official_papers.select_related("written_by").order_by(
            "pk"
        )
    ]


def _staff(user):
    return str(user) if user else None


def _actor(user, application):
    """Name staff; an applicant is only ``applicant``, and the portal itself ``None``."""
    if user is None:
        return None
    is_own = application is not None and user.pk in (
        application.user_id,
        application.person.user_id,
    )
    return "applicant" if is_own else str(user)


def _moment(value):
    return value and timezone.localtime(value).isoformat()


def _json(value):
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
