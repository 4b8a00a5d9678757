"""Triggers that keep published rules as they were published."""

import pgtrigger

_REFUSE = (
    "RAISE EXCEPTION 'rules of intake % are frozen', {intake} USING ERRCODE = 'check_violation';"
)


def frozen_with_intake(
    *, intake_of, operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
):
    """Refuse writes of a rule row (gate, criterion, reserve) once its intake has a rule set.

    ``intake_of`` is SQL that gives the intake's id; ``{row}`` stands for the row's name in it.
    """
    return pgtrigger.Trigger(
        name="rules_are_frozen",
        when=pgtrigger.Before,
        operation=operation,
        declare=[("owner", "bigint")],
        func=(
            "IF TG_OP = 'DELETE' THEN owner := ("
            + intake_of.format(row="OLD")
            + "); ELSE owner := ("
            + intake_of.format(row="NEW")
            + "); END IF; "
            "IF EXISTS (SELECT 1 FROM programs_ruleset r WHERE r.intake_id = owner) THEN "
            + _REFUSE.format(intake="owner")
            + " END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


def frozen_columns(*columns, intake="NEW.intake_id", name="ruled_columns_are_frozen"):
    """Refuse a change of ``columns`` once the intake of the row has a rule set."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF ({changed}) AND EXISTS "
            f"(SELECT 1 FROM programs_ruleset r WHERE r.intake_id = {intake}) THEN "
            + _REFUSE.format(intake=intake)
            + " END IF; RETURN NEW;"
        ),
    )
