from django.template import Context, Template
from django.test import RequestFactory

from blk_portal.shared.navigation import entries_for


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
