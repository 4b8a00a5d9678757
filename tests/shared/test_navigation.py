import re
from types import SimpleNamespace

from django.template import Context, Template
from django.test import RequestFactory

from blk_portal.shared.navigation import entries_for, groups_for


def nav_link(path):
    template = Template('{% load portal %}{% nav_link "programs:program_list" "Kelas" "/kelas/" %}')
    return template.render(Context({"request": RequestFactory().get(path)}))


def test_a_main_page_is_marked_as_current_on_itself_and_beneath():
    assert nav_link("/program/") == (
        '<a class="nav-link" href="/program/" aria-current="page">Kelas</a>'
    )
    assert nav_link("/kelas/LAS-1/") == (
        '<a class="nav-link" href="/program/" aria-current="true">Kelas</a>'
    )
    assert nav_link("/bantuan/") == '<a class="nav-link" href="/program/">Kelas</a>'


def test_a_role_is_offered_its_own_pages_and_help():
    assert [entry.view_name for entry in entries_for(frozenset({"verifier"}))] == [
        "enrollment:queue",
        "enrollment:bulk_list",
        "enrollment:application_list",
        "enrollment:assist",
        "notices:call_list",
        "programs:help",
    ]
    assert [entry.view_name for entry in entries_for(frozenset())] == ["programs:help"]


def test_few_entries_stand_in_a_row_and_many_under_four_words():
    def bar(*roles):
        groups = groups_for(frozenset(roles))
        return [(str(group.label), len(group.entries)) for group in groups]

    assert bar("verifier") == [("", 6)]
    assert bar("training_manager") == [
        ("Berkas", 2),
        ("Seleksi", 3),
        ("Kelas", 2),
        ("Lainnya", 3),
    ]
    assert bar("assessor", "helper", "grants_officer", "official", "approver") == [
        ("Berkas", 2),
        ("Seleksi", 3),
        ("Lainnya", 4),
    ]
    assert sum(count for _label, count in bar("admin", "training_manager")) == 10


def test_the_word_above_the_current_page_is_marked():
    request = RequestFactory().get("/petugas/tes/")
    user = SimpleNamespace(roles=frozenset({"training_manager"}))

    shown = Template("{% load portal %}{% staff_navigation %}").render(
        Context({"request": request, "user": user})
    )

    words = re.findall(r'<summary class="nav-link( active)?">(\w+)</summary>', shown)
    assert words == [("", "Berkas"), (" active", "Seleksi"), ("", "Kelas"), ("", "Lainnya")]
    assert shown.count("aria-current") == 1
    assert '<a class="nav-link" href="/petugas/tes/" aria-current="page">Tes</a>' in shown
