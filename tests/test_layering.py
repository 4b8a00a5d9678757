"""Apps stand in one line, and inside an app outer layers import inner ones."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "notices", "programs", "enrollment", "grants", "dashboards"]
LAYERS = {
    "choices": 0,
    "querysets": 0,
    "triggers": 0,
    "models": 1,
    "services": 2,
    "forms": 3,
    "tasks": 3,
    "filters": 3,
    "policies": 3,
    "views": 4,
    "urls": 5,
}


def modules():
    for app in [*APPS, "blk_portal/shared"]:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imports(path):
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name


def layer_of(parts):
    return LAYERS.get(parts[1]) if len(parts) > 1 else None


def complaints(path):
    own = path.relative_to(ROOT).with_suffix("").parts
    for line, module in imports(path):
        parts = tuple(module.split("."))
        where = f"{path.relative_to(ROOT)}:{line} imports {module}"
        if own[0] == "blk_portal":
            if parts[0] in APPS:
                yield f"{where}: shared code knows no app"
            continue
        if own[:2] == ("enrollment", "selection"):
            if parts[0] in {*APPS, "blk_portal", "django"} and parts[:2] != own[:2]:
                yield f"{where}: the engine stands alone"
            continue
        if parts[0] == "blk_portal" and parts[1:2] not in [("shared",), ()]:
            yield f"{where}: only blk_portal.shared"
        if parts[0] in APPS:
            if APPS.index(parts[0]) > APPS.index(own[0]):
                yield f"{where}: a later app"
            elif parts[0] == own[0]:
                mine, theirs = layer_of(own), layer_of(parts)
                if mine is not None and theirs is not None and theirs > mine:
                    yield f"{where}: an outer layer"
        if (
            own[1] == "services"
            and parts[0] == "django"
            and parts[1:2]
            in [
                ("http",),
                ("forms",),
                ("shortcuts",),
            ]
        ):
            yield f"{where}: services know no HTTP and no forms"


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_inwards_and_backwards(path):
    assert sorted(set(complaints(path))) == []


def test_a_wrong_import_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_layering.ROOT", tmp_path)
    wrong = tmp_path / "programs" / "models.py"
    wrong.parent.mkdir()
    wrong.write_text("from enrollment.models import Application\nfrom programs.views import x\n")

    assert sorted(set(complaints(wrong))) == [
        "programs/models.py:1 imports enrollment.models.Application: a later app",
        "programs/models.py:1 imports enrollment.models: a later app",
        "programs/models.py:2 imports programs.views.x: an outer layer",
        "programs/models.py:2 imports programs.views: an outer layer",
    ]
