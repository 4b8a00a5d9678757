"""Triggers of this app's tables: what is sealed, and who may sit where."""

import pgtrigger

from enrollment.choices import AGAINST_THE_APPLICANT, ALWAYS_BY_TWO, MOST_WITHOUT_SECOND


def sealed_once_set(*columns):
    """Refuse a change of ``columns`` once they hold something."""
    changed = " OR ".join(
        f"(OLD.{column} <> '' AND OLD.{column} IS DISTINCT FROM NEW.{column})" for column in columns
    )
    return pgtrigger.Trigger(
        name="sealed_once_set",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*columns),
        func=(
            f"IF {changed} THEN RAISE EXCEPTION 'sealed value of % % may not change', "
            "TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def public_value_precedes_the_first_run():
    """Refuse another public value once a run was asked for, when it could be chosen."""
    return pgtrigger.Trigger(
        name="public_value_precedes_the_first_run",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("entropy"),
        func=(
            "IF OLD.entropy IS DISTINCT FROM NEW.entropy AND (OLD.status <> 'closed' "
            "OR OLD.run_requested_at IS NOT NULL OR EXISTS ("
            "SELECT 1 FROM enrollment_run r WHERE r.selection_round_id = OLD.id)) THEN "
            "RAISE EXCEPTION 'the public value of round % is settled', OLD.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def nothing_joins_a_settled_correction():
    """Refuse a row about a correction that is published or withdrawn."""
    return pgtrigger.Trigger(
        name="nothing_joins_a_settled_correction",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF EXISTS (SELECT 1 FROM enrollment_correction c WHERE c.id = NEW.correction_id "
            "AND (c.published_at IS NOT NULL OR c.withdrawn_at IS NOT NULL)) THEN "
            "RAISE EXCEPTION 'correction % is settled', NEW.correction_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def seat_within_capacity():
    """Lock the batch and refuse a seat beyond its capacity, in a class that is not held, or for
    another's application.

    The lock conflicts with that of an update of the batch, so that two open transactions
    cannot lower the capacity and take the last seat at once.
    """
    return pgtrigger.Trigger(
        name="seat_within_capacity",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[
            ("seats", "integer"),
            ("sitter", "bigint"),
            ("wanted_intake", "bigint"),
            ("state", "text"),
        ],
        func=(
            "SELECT capacity, intake_id, status INTO seats, wanted_intake, state "
            "FROM programs_batch WHERE id = NEW.batch_id FOR NO KEY UPDATE; "
            "IF NEW.released_at IS NULL AND state IN ('cancelled', 'merged') THEN "
            "RAISE EXCEPTION 'batch % is not held', NEW.batch_id "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF NEW.released_at IS NULL AND NOT NEW.number BETWEEN 1 AND seats THEN "
            "RAISE EXCEPTION 'batch % has % seats, not %', NEW.batch_id, seats, NEW.number "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF TG_OP = 'INSERT' THEN "
            "SELECT person_id INTO sitter FROM enrollment_application "
            "WHERE id = NEW.application_id AND intake_id = wanted_intake; "
            "IF sitter IS DISTINCT FROM NEW.person_id THEN "
            "RAISE EXCEPTION 'seat of application % is for another person or intake', "
            "NEW.application_id USING ERRCODE = 'check_violation'; END IF; "
            "END IF; RETURN NEW;"
        ),
    )


def no_more_wishes_than_allowed():
    """Refuse a wish of a rank beyond what the intake lets a person rank.

    Ranks begin with one and no two of an application are equal, so there are never more wishes
    than the highest rank; nothing need be counted or locked.
    """
    return pgtrigger.Trigger(
        name="no_more_wishes_than_allowed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("rank", "application_id"),
        declare=[("most", "integer")],
        func=(
            "SELECT i.max_choices INTO most FROM enrollment_application a "
            "JOIN programs_intake i ON i.id = a.intake_id WHERE a.id = NEW.application_id; "
            "IF NEW.rank > most THEN "
            "RAISE EXCEPTION 'application % may rank % wishes, not %', "
            "NEW.application_id, most, NEW.rank USING ERRCODE = 'check_violation'; "
            "END IF; RETURN NEW;"
        ),
    )


def puts_nobody_out_without_a_reason():
    """Refuse to return, refuse, exclude or lapse a file where the transaction gives no reason."""
    against = ", ".join(f"'{status.value}'" for status in AGAINST_THE_APPLICANT)
    return pgtrigger.Trigger(
        name="puts_nobody_out_without_a_reason",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        condition=pgtrigger.Condition(
            f"OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ({against}) "
            "AND COALESCE(current_setting('blk.reason', true), '') = ''"
        ),
        func=(
            "RAISE EXCEPTION 'application % becomes % without a reason', OLD.id, NEW.status "
            "USING ERRCODE = 'check_violation';"
        ),
    )


def paper_was_received_in_time():
    """Refuse a paper form that came outside registration, or is entered too late.

    After closing there must be days for it, no first-come class, and a list that is not yet
    published. How many working days have passed is counted by the service.
    """
    return pgtrigger.Trigger(
        name="paper_was_received_in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("intake", "programs_intake%ROWTYPE")],
        func=(
            "SELECT i.* INTO intake FROM programs_intake i JOIN enrollment_application a "
            "ON a.intake_id = i.id WHERE a.id = NEW.application_id FOR SHARE OF i; "
            "IF NEW.received_at < intake.opens_at OR NEW.received_at > intake.closes_at THEN "
            "RAISE EXCEPTION 'paper % was not received during registration', NEW.number "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF clock_timestamp() > intake.closes_at AND (intake.paper_days = 0 OR EXISTS ("
            "SELECT 1 FROM programs_batch b WHERE b.intake_id = intake.id "
            "AND b.selection_method = 'first_come')) THEN "
            "RAISE EXCEPTION 'paper % is entered after closing', NEW.number "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def nobody_joins_a_published_list():
    """Refuse numbers for an application once the list at closing of its round is published."""
    return pgtrigger.Trigger(
        name="nobody_joins_a_published_list",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("draw_code"),
        func=(
            "IF OLD.draw_code = '' AND NEW.draw_code <> '' AND EXISTS ("
            "SELECT 1 FROM enrollment_selectionround r WHERE r.intake_id = NEW.intake_id "
            "AND r.list_sha256 <> '') THEN "
            "RAISE EXCEPTION 'the list of application % is published', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def entered_by_stays():
    """Refuse that the name of a helper is taken off what he entered."""
    return pgtrigger.Trigger(
        name="entered_by_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("entered_by_id"),
        func=(
            "IF OLD.entered_by_id IS NOT NULL AND "
            "OLD.entered_by_id IS DISTINCT FROM NEW.entered_by_id THEN "
            "RAISE EXCEPTION 'who entered application % stays on record', OLD.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def phases_stay_once_scored():
    """Refuse to change who scores a test and what is hidden meanwhile, once a score is given.

    Scoring may then close later than it was said, never sooner, and never again once it closed:
    else whoever moved a date could show scores to those who still give some.
    """
    fixed = (
        "scoring_opens_at",
        "hides_names",
        "scores_shown",
        "assessors_needed",
        "largest_difference",
    )
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in fixed)
    return pgtrigger.Trigger(
        name="phases_stay_once_scored",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*fixed, "scoring_closes_at"),
        func=(
            f"IF ({changed} OR (OLD.scoring_closes_at IS DISTINCT FROM NEW.scoring_closes_at AND "
            "(NEW.scoring_closes_at IS NULL OR NEW.scoring_closes_at <= clock_timestamp() "
            "OR NEW.scoring_closes_at < OLD.scoring_closes_at "
            "OR OLD.scoring_closes_at <= clock_timestamp()))) AND EXISTS ("
            "SELECT 1 FROM enrollment_score s JOIN enrollment_sitting p ON p.id = s.sitting_id "
            "WHERE p.assessment_id = NEW.id) THEN "
            "RAISE EXCEPTION 'assessment % is scored already, its phases stay', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def bulk_act_is_agreed_to():
    """Refuse that a bulk act begins without the second person that its kind or size asks for.

    Counted are the rows themselves, and with them those of what the same person asked for in
    the same intake within a day. The row of that person is locked, so that two acts asked for
    at once count each other.
    """
    by_two = ", ".join(f"'{kind.value}'" for kind in ALWAYS_BY_TWO)
    return pgtrigger.Trigger(
        name="bulk_act_is_agreed_to",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        declare=[("files", "integer")],
        func=(
            "IF TG_OP = 'INSERT' THEN IF NEW.status <> 'proposed' THEN "
            "RAISE EXCEPTION 'a bulk act begins as a proposal' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END IF; "
            "IF OLD.status <> 'proposed' OR NEW.status <> 'asked' "
            "OR NEW.second_by_id IS NOT NULL THEN RETURN NEW; END IF; "
            "PERFORM 1 FROM accounts_user WHERE id = NEW.asked_by_id FOR NO KEY UPDATE; "
            "SELECT count(*) INTO files FROM enrollment_bulkrow r "
            "JOIN enrollment_bulkact a ON a.id = r.act_id WHERE a.id = NEW.id OR ("
            "a.asked_by_id = NEW.asked_by_id AND a.kind = NEW.kind "
            "AND a.intake_id = NEW.intake_id AND a.second_by_id IS NULL "
            "AND a.status NOT IN ('proposed', 'dropped') "
            "AND a.created_at > NEW.created_at - interval '1 day'); "
            f"IF NEW.kind IN ({by_two}) OR files > {MOST_WITHOUT_SECOND} THEN "
            "RAISE EXCEPTION 'bulk act % of % files needs a second person', NEW.id, files "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def bulk_row_is_of_its_intake():
    """Refuse files of another intake, and any once the act is no longer a proposal."""
    return pgtrigger.Trigger(
        name="bulk_row_is_of_its_intake",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM enrollment_bulkact a JOIN enrollment_application f "
            "ON f.intake_id = a.intake_id WHERE a.id = NEW.act_id AND f.id = NEW.application_id "
            "AND a.status = 'proposed') THEN "
            "RAISE EXCEPTION 'application % has no place in bulk act %', "
            "NEW.application_id, NEW.act_id USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW;"
        ),
    )


def bulk_result_is_of_an_act_under_way():
    """Refuse results of an act that nobody agreed to, or that is over."""
    return pgtrigger.Trigger(
        name="bulk_result_is_of_an_act_under_way",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM enrollment_bulkact a JOIN enrollment_bulkrow r "
            "ON r.act_id = a.id WHERE r.id = NEW.row_id AND a.status = "
            "CASE WHEN NEW.outcome IN ('done', 'refused') THEN 'asked' ELSE 'undoing' END) THEN "
            "RAISE EXCEPTION 'the bulk act of row % is not under way', NEW.row_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def slot_holds_no_more_than_its_room():
    """Lock the slot and refuse one person more than its room holds, or a slot of another test."""
    return pgtrigger.Trigger(
        name="slot_holds_no_more_than_its_room",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slot_id"),
        condition=pgtrigger.Q(new__slot_id__isnull=False),
        declare=[("wanted", "enrollment_slot%ROWTYPE"), ("others", "integer")],
        func=(
            "SELECT * INTO wanted FROM enrollment_slot WHERE id = NEW.slot_id FOR NO KEY UPDATE; "
            "SELECT count(*) INTO others FROM enrollment_sitting p "
            "WHERE p.slot_id = NEW.slot_id AND p.id <> NEW.id; "
            "IF wanted.assessment_id <> NEW.assessment_id OR others >= wanted.capacity THEN "
            "RAISE EXCEPTION 'slot % has no place for sitting %', NEW.slot_id, NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def room_holds_whom_it_has():
    """Refuse that a slot becomes smaller than the number of people in it, or one of another test.

    It changes the row that ``slot_holds_no_more_than_its_room`` locks, so that a place that is
    being given and a room that is being made smaller find each other.
    """
    return pgtrigger.Trigger(
        name="room_holds_whom_it_has",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("capacity", "assessment_id"),
        declare=[("people", "integer")],
        func=(
            "SELECT count(*) INTO people FROM enrollment_sitting p WHERE p.slot_id = NEW.id; "
            "IF people > NEW.capacity OR "
            "(people > 0 AND OLD.assessment_id <> NEW.assessment_id) THEN "
            "RAISE EXCEPTION 'slot % has % people', NEW.id, people "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def closed_attendance_is_corrected():
    """Refuse another attendance of somebody expected before the closing, but by a correction.

    The correction is a row of the same transaction that says who changes it and why.
    """
    return pgtrigger.Trigger(
        name="closed_attendance_is_corrected",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("attendance"),
        condition=pgtrigger.Q(old__attendance__df=pgtrigger.F("new__attendance")),
        func=(
            "IF EXISTS (SELECT 1 FROM enrollment_assessment a "
            "LEFT JOIN enrollment_slot s ON s.id = OLD.slot_id WHERE a.id = OLD.assessment_id "
            "AND COALESCE(s.starts_at, a.starts_at) <= a.attendance_closed_at) AND NOT EXISTS ("
            "SELECT 1 FROM enrollment_attendancecorrection c WHERE c.sitting_id = NEW.id "
            "AND c.becomes = NEW.attendance AND c.at = now()) THEN "
            "RAISE EXCEPTION 'attendance of sitting % is closed', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def rubric_stays_once_scored():
    """Refuse to change what a score means once one is given at the test."""
    return pgtrigger.Trigger(
        name="rubric_stays_once_scored",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("test", "bigint")],
        func=(
            "IF TG_OP = 'DELETE' THEN test := OLD.assessment_id; "
            "ELSE test := NEW.assessment_id; END IF; "
            "IF EXISTS (SELECT 1 FROM enrollment_score s "
            "JOIN enrollment_sitting p ON p.id = s.sitting_id WHERE p.assessment_id = test) THEN "
            "RAISE EXCEPTION 'assessment % is scored already, its rubric stays', test "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )
