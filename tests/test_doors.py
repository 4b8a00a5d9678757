"""Rows that count for a limit are made by the doors listed here, and by no other code."""

import ast
from pathlib import Path

from django.conf import settings

APPS = ["accounts", "notices", "programs", "enrollment", "grants", "dashboards"]
MAKES = {"create", "bulk_create", "get_or_create", "update_or_create"}
DOORS = {
    "Seat": {"enrollment/services/seats.py"},
    "Choice": {"enrollment/services/wishes.py", "enrollment/services/nominations.py"},
    "Application": {
        "enrollment/services/applications.py",
        "enrollment/services/nominations.py",
    },
    "Offer": {"enrollment/services/offering.py", "enrollment/services/class_changes.py"},
    "Nomination": {"enrollment/services/nominations.py"},
    "Objection": {"enrollment/services/objections.py"},
    "Review": {
        "enrollment/services/reviews.py",
        "enrollment/services/closing.py",
        "enrollment/services/identity_claims.py",
    },
    "Score": {"enrollment/services/scores.py"},
    "Sitting": {"enrollment/services/assessments.py"},
    "Slot": {"enrollment/services/slots.py"},
    "Participation": {"enrollment/services/participation.py"},
    "GrantRequest": {"grants/services/requests.py"},
    "Grant": {"grants/services/decisions.py"},
}


def modules_that_make(model):
    """Return the modules in which ``model`` is called, or made by its manager."""
    return {
        str(path.relative_to(settings.BASE_DIR))
        for app in APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "migrations" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _makes(call, model)
    }


def _makes(call, model):
    words = ast.unparse(call.func)
    # A row with a number alone is made for its address, not to be stored.
    is_a_row = words == model and len(call.keywords) > 1
    return is_a_row or any(words == f"{model}.objects.{name}" for name in MAKES)


def test_rows_are_made_by_the_doors_that_are_listed():
    assert {model: modules_that_make(model) for model in DOORS} == DOORS


def test_no_model_is_open_to_the_admin_site():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
