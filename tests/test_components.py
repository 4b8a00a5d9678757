"""Each component renders what it was given, and nothing it was not."""

import re
from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django.asserts import assertHTMLEqual


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def component(name, **context):
    """Render a component, without the white space between its lines."""
    rendered = render_to_string(f"components/{name}.html", context)
    return re.sub(r">\s+<", "><", rendered).strip()


class SignUpForm(forms.Form):
    name = forms.CharField(
        label="Nama", help_text="Sesuai KTP.", error_messages={"required": "Isi nama Anda."}
    )
    email = forms.EmailField(label="Email", required=False)
    resident = forms.ChoiceField(
        label="Warga kota?",
        choices=[("yes", "Ya"), ("no", "Tidak")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih ya atau tidak."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("name", "email", Field("resident", wrapper_class="tiles-row"))


def crispy(form):
    return re.sub(r"\s+</", "</", re.sub(r">\s+", ">", render_crispy_form(form))).strip()


def test_a_field_stands_in_the_order_label_hint_error_control():
    rendered = crispy(SignUpForm({"resident": "yes"}))

    assert rendered.startswith(
        '<div id="div_id_name" class="mb-3 has-error">'
        '<label class="form-label" for="id_name">Nama</label>'
        '<span class="form-text" id="id_name_helptext">Sesuai KTP.</span>'
        '<span class="invalid-feedback" id="id_name_error">Isi nama Anda.</span>'
        '<input type="text" name="name" class="textinput form-control is-invalid" required'
        ' aria-invalid="true" aria-describedby="id_name_helptext id_name_error" id="id_name"></div>'
    )


def test_a_field_says_that_it_may_stay_empty():
    assert 'Email <span class="optional">(boleh kosong)</span>' in crispy(SignUpForm())


def test_radio_buttons_are_tiles_in_a_fieldset_tied_to_their_error():
    rendered = crispy(SignUpForm({"name": "Nur"}))

    assert (
        '<fieldset id="div_id_resident" class="mb-3 has-error"'
        ' aria-describedby="id_resident_error">'
        '<legend class="form-label">Warga kota?</legend>'
        '<span class="invalid-feedback" id="id_resident_error">Pilih ya atau tidak.</span>'
        '<div class="tiles tiles-row">'
    ) in rendered


def test_a_list_to_choose_from_says_what_is_chosen_and_what_cannot_be():
    class WithAClosedOption(forms.Select):
        def create_option(self, name, value, *args, **kwargs):
            option = super().create_option(name, value, *args, **kwargs)
            option["attrs"] |= {"disabled": value == "closed"}
            return option

    choices = [("", "–"), ("A & B", [("open", "Open <1>"), ("closed", "Closed")]), (7, "Seven")]
    field = forms.ChoiceField(choices=choices, widget=WithAClosedOption({"class": "form-select"}))

    assertHTMLEqual(
        field.widget.render("flag", 7, {"id": "id_flag"}),
        """
        <select name="flag" class="form-select" id="id_flag">
          <option value="">–</option>
          <optgroup label="A &amp; B">
            <option value="open">Open &lt;1&gt;</option>
            <option value="closed" disabled>Closed</option>
          </optgroup>
          <option value="7" selected>Seven</option>
        </select>
        """,
    )


def test_the_error_summary_links_to_the_first_control_of_each_field():
    assert component("error_summary", form=SignUpForm({})) == (
        '<div class="error-summary" role="alert" tabindex="-1" autofocus'
        ' aria-labelledby="error-summary-title">'
        '<h2 id="error-summary-title">Ada yang perlu diperbaiki</h2><ul class="plain">'
        '<li><a href="#id_name">Isi nama Anda.</a></li>'
        '<li><a href="#id_resident_0">Pilih ya atau tidak.</a></li></ul></div>'
    )


def test_the_error_summary_of_a_fresh_form_is_empty():
    assert component("error_summary", form=SignUpForm()) == ""


def test_an_error_of_the_whole_form_is_said_once():
    form = SignUpForm({"name": "Nur", "resident": "yes"})
    form.add_error(None, "Kelas ini sudah penuh.")

    assert component("error_summary", form=form).count("Kelas ini sudah penuh.") == 1
    assert "Kelas ini sudah penuh." not in crispy(form)


def test_a_badge_takes_its_colour_from_the_machine_name():
    assert component("status_badge", status="waitlisted", label="Cadangan ke-3") == (
        '<span class="badge badge--waitlisted">Cadangan ke-3</span>'
    )


STEPS = [
    {"state": "done", "title": "Pendaftaran", "when": "6–26 Juli", "datetime": "2026-07-26"},
    {"state": "now", "title": "Pemeriksaan", "hint": "sampai Rabu"},
    {"state": "later", "title": "Pengumuman"},
]


def test_a_timeline_tells_what_is_done_and_where_it_stands():
    assert component("timeline", steps=STEPS) == (
        '<ol class="timeline">'
        '<li class="is-done"><span>Pendaftaran<span class="visually-hidden"> (sudah)</span></span>'
        '<time datetime="2026-07-26">6–26 Juli</time></li>'
        '<li class="is-now" aria-current="step"><span>Pemeriksaan</span>'
        '<span class="hint">sampai Rabu</span></li>'
        '<li class="is-later"><span>Pengumuman</span></li></ol>'
    )


def test_steps_tell_the_same_in_a_row():
    assert component("steps", steps=STEPS[1:]) == (
        '<ol class="steps"><li class="is-now" aria-current="step"><b>Pemeriksaan</b>'
        '<span class="hint">sampai Rabu</span></li>'
        '<li class="is-later"><b>Pengumuman</b></li></ol>'
    )


def test_key_figures_lead_to_their_lists():
    figures = [
        {"label": "Pendaftar", "value": 64, "note": "4 untuk 1 kursi", "href": "/list/"},
        {"label": "Kursi", "value": 16, "note": "1 untuk penyandang disabilitas"},
    ]

    assert component("key_figures", figures=figures) == (
        '<dl class="key key-2"><div><dt>Pendaftar</dt><dd class="big"><a href="/list/">64</a>'
        "<small>4 untuk 1 kursi</small></dd></div>"
        '<div><dt>Kursi</dt><dd class="big">16<small>1 untuk penyandang disabilitas</small>'
        "</dd></div></dl>"
    )


def test_facts_pair_terms_and_texts():
    facts = [{"term": "Tempat", "text": "Gedung BLK", "note": "lantai 2"}]

    assert component("facts", facts=facts) == (
        '<dl class="facts"><dt>Tempat</dt><dd>Gedung BLK<small>lantai 2</small></dd></dl>'
    )


def test_a_summary_list_names_the_question_in_its_link():
    rows = [{"question": "Nama", "answer": "Nur'aini", "href": "/name/"}, {"question": "Email"}]

    assert component("summary_list", rows=rows) == (
        '<dl class="summary-list"><div><dt>Nama</dt><dd>Nur&#x27;aini</dd><dd class="act">'
        '<a href="/name/">Ubah<span class="visually-hidden"> Nama</span></a></dd></div>'
        "<div><dt>Email</dt><dd>–</dd></div></dl>"
    )


def test_a_blocked_task_is_no_link():
    tasks = [
        {"title": "Alamat", "href": "/address/", "status": "complete", "status_label": "Lengkap"},
        {"title": "Kirim", "status": "blocked", "status_label": "Belum", "hint": "Lengkapi dulu"},
    ]

    assert component("task_list", tasks=tasks) == (
        '<ul class="task-list"><li><span class="what"><a href="/address/">Alamat</a></span>'
        '<span class="badge badge--complete">Lengkap</span></li>'
        '<li><span class="what">Kirim<span class="hint">Lengkapi dulu</span></span>'
        '<span class="badge badge--blocked">Belum</span></li></ul>'
    )


def test_an_alert_has_its_icon_beside_the_words():
    rendered = component(
        "alert", kind="danger", title="Belum", text="Usia 17.", href="/", link_text="Lain"
    )

    assert rendered == (
        '<div class="alert alert-danger"><svg class="icon" aria-hidden="true">'
        '<use href="/static/img/icons.svg#alert"/></svg><h3>Belum</h3>'
        '<p>Usia 17. <a href="/">Lain</a></p></div>'
    )


def test_a_digest_is_shown_whole():
    assert component("digest", digest="0123456789abcdef", label="Hasil") == (
        '<div><p class="small">Hasil</p><p class="digest">01234567 89abcdef</p></div>'
    )


def test_pages_keep_the_filters():
    page = Paginator(range(30), 10).page(2)

    rendered = component("pagination", page=page, query=QueryDict("status=open&page=2"))

    assert re.findall(r'href="([^"]+)"', rendered) == [
        "?status=open&amp;page=1",
        "?status=open&amp;page=1",
        "?status=open&amp;page=2",
        "?status=open&amp;page=3",
        "?status=open&amp;page=3",
    ]


def test_a_single_page_has_no_pagination():
    assert component("pagination", page=Paginator([1], 10).page(1), query=QueryDict()) == ""


def test_an_empty_list_shows_the_way_out():
    rendered = component(
        "empty", title="Belum ada lamaran.", text="Pilih kelas.", href="/", link_text="Lihat kelas"
    )

    assert rendered == (
        '<div class="upload upload--empty"><p><strong>Belum ada lamaran.</strong> Pilih kelas.'
        ' <a href="/">Lihat kelas</a></p></div>'
    )


def test_progress_has_its_count_in_words():
    assert component("progress", label="Menyusun", done=1200, total=2500, note="Sejak 13.05") == (
        '<div class="stack-sm"><div class="cluster between"><b>Menyusun</b>'
        '<span class="num">1200 dari 2500</span></div>'
        '<progress value="1200" max="2500" aria-label="Menyusun">48%</progress>'
        '<p class="small text-secondary">Sejak 13.05</p></div>'
    )


def test_stalled_progress_says_so():
    rendered = component("progress", label="Menyusun", done=1, total=2, stalled="Tersendat")

    assert '<span class="badge badge--due">Tersendat</span>' in rendered
    assert '<progress class="is-stalled"' in rendered


def test_a_toast_can_be_undone_by_a_form():
    rendered = component(
        "toast", text="Diloloskan.", undo_url="/undo/", seconds=8, csrf_token="token"
    )

    assert rendered == (
        '<div class="toast" role="status" data-gone-at-the-end><span>Diloloskan.</span>'
        '<form action="/undo/" method="post">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
        '<button class="btn btn-link" data-key="u">Urungkan <span aria-hidden="true">'
        "(<b data-seconds-left>8</b> detik)</span></button></form></div>"
    )


def test_a_trade_heads_its_page():
    assert component("trade", picture="las-smaw", title="Las SMAW", text="Teknik Las") == (
        '<div class="class-card__head"><span class="trade">'
        '<svg viewBox="0 0 48 48" aria-hidden="true"><use href="/static/img/trades.svg#las-smaw"/>'
        "</svg></span><div><h1>Las SMAW</h1><p>Teknik Las</p></div></div>"
    )


@pytest.mark.parametrize(("applicants", "filled"), [(38, "30.9"), (64, "52"), (320, "78")])
def test_a_ratio_is_drawn_in_people_and_written_in_words(applicants, filled):
    rendered = component("ratio", applicants=applicants, seats=16)

    assert f'<svg width="{filled}" height="20" viewBox="0 0 {filled} 20">' in rendered
    assert f"<small>{applicants} pendaftar, 16 kursi</small>" in rendered


def test_a_chart_has_a_table_with_links_beneath():
    chart = SimpleNamespace(
        key="funnel",
        heading="100 dari 770",
        description="Per tahap.",
        svg="",
        table={
            "columns": [{"label": "Tahap"}, {"label": "Orang", "is_number": True}],
            "rows": [[{"text": "Mendaftar"}, {"text": 770, "href": "/l/", "is_number": True}]],
        },
    )

    assert component("chart", chart=chart) == (
        '<figure class="chart" aria-labelledby="funnel-heading">'
        '<figcaption><h2 id="funnel-heading">100 dari 770</h2><p>Per tahap.</p></figcaption>'
        "<details><summary>Angka dalam tabel</summary>"
        '<div class="table-responsive" tabindex="0" role="region" aria-label="100 dari 770">'
        '<table class="table"><thead><tr><th scope="col">Tahap</th>'
        '<th scope="col" class="num">Orang</th></tr></thead><tbody>'
        '<tr><th scope="row">Mendaftar</th><td class="num"><a href="/l/">770</a></td></tr>'
        "</tbody></table></div></details></figure>"
    )


def test_messages_are_announced_with_their_icon():
    saved = Message(constants.SUCCESS, "Dokumen tersimpan.")

    assert component("messages", messages=[saved]) == (
        '<div id="messages" class="messages" role="status"><div class="alert alert-success">'
        '<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#check"/></svg>'
        "<p>Dokumen tersimpan.</p></div></div>"
    )
