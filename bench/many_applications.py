"""A hundred thousand applications in the bench's database, written by statements of SQL, once."""

from django.db import connection, transaction

from accounts.models import User
from blk_portal.shared.crypto import encrypt
from programs.models import Intake
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory, UserFactory

CODE = "BENCH-LISTS"
INTAKES, CLASSES = 5, 8
VERIFIERS = 12
AT_ONCE = 1000

STATEMENTS = [
    """
    INSERT INTO accounts_user (password, is_superuser, username, email, display_name, is_active,
        must_change_password, date_joined)
    SELECT '!', false, 'bench-lists-' || n, '', 'Warga ' || n, true, false, now()
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO accounts_person (created_at, updated_at, user_id, nik, kk, full_name, birth_place,
        birth_date, gender, marital_status, identity_card, address, rt, rw, kelurahan_id,
        outside_regency, residence, phone, email, language)
    SELECT now(), now(), u.id, %(token)s, %(token)s,
        (ARRAY['Siti', 'Ahmad', 'Dwi', 'Nur', 'Ratna', 'Yusuf', 'Bayu'])[1 + u.id %% 7] || ' '
            || initcap(translate(md5(u.id::text), '0123456789', 'aiueonrstl')),
        'Pekalongan', '1999-04-12'::date + (u.id %% 3000)::int, (ARRAY['P', 'L'])[1 + u.id %% 2],
        'single', 'ktp_el', 'Jalan Contoh ' || u.id, '003', '005', k.code, '', '',
        '+62812' || lpad(u.id::text, 8, '0'), '', 'id'
    FROM accounts_user u
    JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM accounts_kelurahan) k
        ON k.place = u.id %% 27
    WHERE u.id > %(user)s
    """,
    # Each tenth person shares a family card with another one.
    """
    INSERT INTO accounts_kkindex (person_id, key_version, digest)
    SELECT p.id, 1, md5('card' || CASE WHEN p.id %% 20 = 0 THEN p.id + 1 ELSE p.id END)
    FROM accounts_person p WHERE p.user_id > %(user)s
    """,
    """
    INSERT INTO enrollment_application (created_at, updated_at, user_id, person_id, intake_id,
        status, submission_key, registration_number, draw_code, submitted_at, education, school,
        work_status, motivation, accommodation, reused_papers, declaration_version, version)
    SELECT now(), now(), f.user_id, f.person_id,
        (%(intakes)s::bigint[])[1 + f.n %% %(intake_count)s],
        (ARRAY['submitted', 'needs_fix', 'verified', 'ineligible', 'confirmed', 'waitlisted',
            'not_selected', 'not_selected', 'not_selected', 'withdrawn'])[1 + f.n / 7 %% 10],
        gen_random_uuid(),
        'Z' || translate(substring(f.hex from 1 for 3), '01abcdef', 'GHABCDEF') || '-'
            || translate(substring(f.hex from 4), '01abcdef', 'GHABCDEF'),
        'BENCH' || f.n, now() - f.n * interval '97 seconds',
        (ARRAY['sd', 'smp', 'sma', 'smk', 'd3'])[1 + f.n %% 5], 'SMK Contoh', 'unemployed',
        repeat('Saya ingin membuka usaha. ', 8), '', '[]', '', 1
    FROM (
        SELECT p.id AS person_id, p.user_id, %(first)s - 1 + row_number() OVER (ORDER BY p.id) AS n,
            lpad(to_hex(%(first)s - 1 + row_number() OVER (ORDER BY p.id)), 7, '0') AS hex
        FROM accounts_person p WHERE p.user_id > %(user)s
    ) f
    """,
    """
    INSERT INTO enrollment_choice (application_id, batch_id, rank)
    SELECT a.id, b.id, wish + 1
    FROM enrollment_application a
    CROSS JOIN generate_series(0, 2) wish
    JOIN (SELECT id, intake_id, row_number() OVER (PARTITION BY intake_id ORDER BY id) - 1 AS place
          FROM programs_batch WHERE intake_id = ANY(%(intakes)s)) b
        ON b.intake_id = a.intake_id AND b.place = (a.id + 3 * wish) %% %(classes)s
    WHERE a.user_id > %(user)s
    """,
    """
    INSERT INTO enrollment_factclaim (created_at, updated_at, source, status, reason,
        application_id, fact_type_id)
    SELECT now(), now(), 'self', 'claimed', '', a.id, fact
    FROM enrollment_application a
    CROSS JOIN unnest(ARRAY['not_in_school', 'poor', 'disability']) WITH ORDINALITY f(fact, place)
    WHERE a.user_id > %(user)s AND a.id %% (f.place * f.place * 2 - 1) = 0
    """,
    """
    INSERT INTO enrollment_review (created_at, updated_at, decision, message, note,
        application_id, reviewer_id, application_version, second_look)
    SELECT now(), now(), 'verify', 'Berkas Anda lengkap.', '', a.id,
        (%(verifiers)s::bigint[])[1 + a.id %% %(verifier_count)s], 1, 'not_asked'
    FROM enrollment_application a
    WHERE a.user_id > %(user)s AND a.status <> 'submitted'
    """,
]


def write_many_applications(people):
    """Fill the database with ``people`` who applied once each; the second time do nothing.

    In portions: triggers within one transaction slow each other down.
    """
    if Intake.objects.filter(code__startswith=CODE).exists():
        return
    programs = TrainingProgramFactory.create_batch(CLASSES)
    intakes = [
        IntakeFactory(code=f"{CODE}-{number}", title=f"Bangku {number}", status="closed")
        for number in range(INTAKES)
    ]
    for intake in intakes:
        for place, program in enumerate(programs):
            BatchFactory(intake=intake, program=program, code=f"{intake.code}-{place}")
    verifiers = UserFactory.create_batch(VERIFIERS, roles=["verifier"])
    values = {
        "token": encrypt("3375900112349901"),
        "intakes": [intake.pk for intake in intakes],
        "intake_count": INTAKES,
        "classes": CLASSES,
        "verifiers": [verifier.pk for verifier in verifiers],
        "verifier_count": VERIFIERS,
    }
    for first in range(1, people + 1, AT_ONCE):
        newest = User.objects.order_by("pk").values_list("pk", flat=True).last()
        portion = {"first": first, "last": min(first + AT_ONCE - 1, people), "user": newest}
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement, values | portion)
