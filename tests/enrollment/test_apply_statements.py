"""Statements A-01 to A-10, A-20 and A-56 of applying, one section for each."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from enrollment.forms.resident import NameForm, PrioritiesForm
from enrollment.models import Application, Choice
from enrollment.parts import PARTS
from enrollment.services.applications import questions_about_facts, start_application
from enrollment.services.submission import submit_application
from enrollment.services.wishes import lower_wish
from programs.models import RequiredDocument
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import PersonFactory, UserFactory
from tests.pages.states_resident import QUESTIONS, returned

pytestmark = pytest.mark.django_db


def question(draft, part, **query):
    url = reverse("enrollment:question", args=[draft.pk, part])
    return f"{url}?dari=periksa" if query.get("from_check") else url


# the first heading is the label of the question, or of the group of questions.


@pytest.mark.parametrize("part", QUESTIONS)
def test_a01_the_first_heading_is_the_label_of_the_question_or_of_its_group(client, part):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    page = client.get(question(draft, part))
    form, words = page.context["form"], page.content.decode()

    assert form.has_one_question == (len(form.fields) == 1)
    if form.has_one_question:
        [field] = form
        label = re.escape(escape(str(field.label)))
        named = rf"<h1[^>]*><label[^>]*>\s*{label}|<legend[^>]*><h1>\s*{label}"
        assert len(re.findall(named, words)) == 1
    else:
        heading, questions = words.split('<form id="answers"')
        assert f"<h1>{escape(PARTS[part].title)}</h1>" in heading
        assert "<h1" not in questions


# another phone goes on at the first unanswered question.


def test_a02_another_phone_goes_on_at_the_first_unanswered_question():
    draft = complete_draft(open_intake())
    Application.objects.filter(pk=draft.pk).update(education="", motivation="")
    first, second = Client(), Client()
    for phone in (first, second):
        phone.force_login(draft.user)

    first.post(question(draft, "pendidikan"), {"education": "smk", "school": "SMK 1"})
    page = second.get(draft.get_absolute_url())

    assert page.context["next_url"] == question(draft, "alasan")
    assert "Tersimpan " in page.content.decode()
    assert second.get(question(draft, "pendidikan")).context["form"]["school"].value() == "SMK 1"


def test_a02_the_page_says_when_the_last_answer_was_stored(client):
    draft = complete_draft(open_intake())
    Application.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(hours=1))
    client.force_login(draft.user)
    client.post(question(draft, "pendidikan"), {"education": "smk", "school": ""})

    page = client.get(question(draft, "pekerjaan"))

    assert page.context["saved"].startswith("Tersimpan ")
    assert page.context["saved"].endswith(" WIB")
    assert page.context["saved"] in page.content.decode()


# every stored answer is followed by a redirect, so Back asks nothing again.


def test_a03_a_stored_answer_is_followed_by_a_redirect(client):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    answer = client.post(question(draft, "pekerjaan"), {"work_status": "freelance"})

    assert answer.status_code == 302
    assert client.get(question(draft, "pekerjaan")).context["form"]["work_status"].value() == (
        "freelance"
    )


# each row of the task list has its state in words and, where it is closed, the reason.


def rows(page):
    """``{title: (words of the state, hint, whether it can be opened)}`` of the task list."""
    return {
        task.title: (task.status_label, task.hint, bool(task.href))
        for _title, tasks in page.context["groups"]
        for task in tasks
        if re.search(rf">{re.escape(str(task.status_label))}</span></li>", page.content.decode())
    }


def test_a04_the_states_of_the_parts_stand_on_the_page(client):
    begun = start_application(open_intake(), user=UserFactory(roles=["resident"]))
    client.force_login(begun.user)
    at_first = rows(client.get(begun.get_absolute_url()))

    draft = complete_draft(open_intake(titles=["Roti"]))
    program = draft.choices.get().batch.program
    RequiredDocument.objects.create(program=program, kind="KK", label="KK", position=1)
    client.force_login(draft.user)
    later = rows(client.get(draft.get_absolute_url()))

    assert len(at_first) == len(later) == len(PARTS) + 1
    assert at_first["Pendidikan"] == ("Belum diisi", "", True)
    assert at_first["Nama sesuai KTP"] == ("Tidak bisa diisi dulu", "Isi NIK dahulu", False)
    assert later["Pendidikan"] == ("Lengkap", "", True)
    assert later["Foto dokumen Anda"] == ("Sedang diisi", "1 dari 2 dokumen sudah ada", True)
    assert later["Periksa jawaban, lalu kirim"] == (
        *("Tidak bisa diisi dulu", "Lengkapi dahulu bagian di atas"),
        False,
    )


def test_a04_what_was_returned_is_marked_in_words(client):
    user = PersonFactory(user=UserFactory(roles=["resident"])).user
    made = returned(user)
    client.force_login(user)

    page = client.get(reverse("enrollment:application", kwargs=made)).content.decode()

    corrections = page.split('id="corrections"')[1]
    assert corrections.count('<span class="badge badge--needs_fix">Perlu diperbaiki</span>') == 1


# a change that was begun on the answers page leads back to it.


def test_a05_a_change_leads_back_to_the_answers(client):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    answer = client.post(
        question(draft, "pekerjaan", from_check=True), {"work_status": "freelance"}
    )

    assert answer["Location"] == reverse("enrollment:check_answers", args=[draft.pk])


# the summary links to the field, says the same words, and keeps what was typed.


def test_a07_a08_an_error_is_said_once_above_and_once_beside_the_field(client):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    page = client.post(question(draft, "nik"), {"nik": "3375 9145", "kk": "3375900101209001"})

    words = page.content.decode()
    assert page.status_code == 422
    assert "<title>Kesalahan: " in words
    assert words.count("Anda baru mengisi 8 angka") == 2
    assert 'href="#id_nik"' in words
    assert 'role="alert" tabindex="-1" autofocus' in words
    assert page.context["form"]["nik"].value() == "3375 9145"


# Nothing is asked twice, across intakes too.


def test_what_an_earlier_application_told_is_shown_and_not_asked_again(client):
    earlier = complete_draft(open_intake())
    submit_application(earlier, actor=earlier.user)
    Application.objects.filter(pk=earlier.pk).update(school="SMK 1", accommodation="Kursi roda")

    draft = start_application(open_intake(), user=earlier.user)

    assert (draft.education, draft.school, draft.work_status) == ("sma", "SMK 1", "unemployed")
    assert draft.accommodation == "Kursi roda"
    client.force_login(earlier.user)
    page = client.get(draft.get_absolute_url())
    assert page.context["is_prefilled"]
    assert page.context["next_url"] == question(draft, "syarat")
    assert "tidak kami tanyakan lagi" in page.content.decode()


def test_a_first_application_is_prefilled_with_nothing(client):
    user = UserFactory(roles=["resident"])
    client.force_login(user)

    draft = start_application(open_intake(), user=user)

    assert client.get(draft.get_absolute_url()).context["is_prefilled"] is False


def test_the_class_whose_page_led_here_stands_first_on_the_list(client):
    intake = open_intake()
    batch = intake.batches.order_by("pk").last()
    client.force_login(UserFactory(roles=["resident"]))
    url = f"{reverse('enrollment:start', args=[intake.code])}?kelas={batch.code}"

    client.get(url)
    client.get(url)

    assert list(Choice.objects.values_list("batch", "rank")) == [(batch.pk, 1)]


def test_a_class_of_another_intake_is_not_put_on_the_list(client):
    other = open_intake().batches.first()
    client.force_login(UserFactory(roles=["resident"]))

    client.get(f"{reverse('enrollment:start', args=[open_intake().code])}?kelas={other.code}")

    assert Choice.objects.count() == 0


def test_a_wish_moves_down_by_a_button():
    draft = complete_draft(open_intake(titles=["A", "B", "C"]))
    first = draft.choices.get(rank=1).batch

    lower_wish(draft, first, actor=draft.user)

    assert [wish.batch.program.title for wish in draft.choices.order_by("rank")] == ["B", "A", "C"]
    lower_wish(draft, first, actor=draft.user)
    lower_wish(draft, first, actor=draft.user)
    assert [wish.batch.program.title for wish in draft.choices.order_by("rank")] == ["B", "C", "A"]


# Guaranteed seats: boxes, and one for none of them.


def priorities(**ticked):
    draft = complete_draft(open_intake())
    return PrioritiesForm(
        ticked, application=draft, fact_types=questions_about_facts("prioritas"), answered=False
    )


def test_guaranteed_seats_need_a_tick_so_that_nothing_is_left_open():
    form = priorities()

    assert not form.is_valid()
    assert list(form.errors) == ["none_of_these"]


def test_none_of_these_is_an_answer():
    form = priorities(none_of_these="yes")

    assert form.is_valid()
    assert set(form.held.values()) == {False}


def test_a_tick_and_none_of_these_exclude_each_other():
    assert list(priorities(none_of_these="yes", poor="yes").errors) == ["none_of_these"]


def test_a_tick_is_held():
    form = priorities(poor="yes")

    assert form.is_valid()
    assert [code for code, held in form.held.items() if held] == ["poor"]


# how numbers and dates may be typed.


@pytest.mark.parametrize("month", ["8", "08", "Agustus", "agt", "Agt.", "Agu", "August", "aug"])
def test_a10_the_month_may_be_a_number_or_a_name_in_either_language(client, month):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)
    answer = {"birth_place": "Pekalongan", "birth_date_0": "17", "birth_date_2": "1999"}

    client.post(question(draft, "lahir"), {**answer, "birth_date_1": month, "looked_again": "yes"})

    draft.person.refresh_from_db()
    assert draft.person.birth_date == date(1999, 8, 17)


@pytest.mark.parametrize("part", ["nik", "kontak", "alamat", "lahir"])
def test_a09_numbers_are_typed_on_the_number_pad_and_never_in_a_number_field(client, part):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    words = client.get(question(draft, part)).content.decode()

    assert 'type="number"' not in words
    assert 'inputmode="numeric"' in words or 'inputmode="tel"' in words


# a file is chosen, or the camera opened by a button of its own.


def test_a20_the_camera_is_a_second_way_and_not_forced(client):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    words = client.get(reverse("enrollment:documents", args=[draft.pk])).content.decode()

    chosen, camera = re.findall(r'<input class="form-control" type="file"[^>]*>', words)
    assert 'name="file"' in chosen and 'accept="image/*,application/pdf"' in chosen
    assert "capture" not in chosen
    assert 'name="photo"' in camera and 'capture="environment"' in camera
    assert words.index("Pilih foto atau PDF") < words.index("Ambil foto")


# names as people have them.


@pytest.mark.parametrize("name", ["Sukarno", "Nur'aini", "Moh. Amin, S.Pd.", "Siti Nur-Aisyah"])
def test_a56_names_as_people_have_them(name):
    draft = complete_draft(open_intake(), person=PersonFactory(user=UserFactory()))

    form = NameForm({"full_name": name, "identity_card": "ktp_el"}, application=draft)

    assert form.is_valid()
    assert form.cleaned_data["full_name"] == name
