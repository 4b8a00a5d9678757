"""The parts of an application as rows of its task list; every state is computed from answers."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blk_portal.shared.formats import clock, long_datetime
from enrollment.parts import GROUPS, PARTS

COMPLETE = ("complete", gettext_lazy("Complete"))
PARTIAL = ("partial", gettext_lazy("Begun"))
EMPTY = ("empty", gettext_lazy("Not answered yet"))
BLOCKED = ("blocked", gettext_lazy("Not possible yet"))


@dataclass(frozen=True)
class Task:
    title: str
    status: str
    status_label: str
    href: str = ""
    hint: str = ""


def part_url(application, part):
    """The address of the page that asks for a part."""
    page = {"pilihan": "enrollment:wishes", "dokumen": "enrollment:documents"}.get(part.code)
    if page:
        return reverse(page, kwargs={"pk": application.pk})
    return reverse("enrollment:question", kwargs={"pk": application.pk, "part": part.code})


def next_url(file):
    """The page of the first unanswered part, else the one that looks all answers over."""
    if file.unanswered:
        return part_url(file.application, file.unanswered[0])
    return reverse("enrollment:check_answers", kwargs={"pk": file.application.pk})


def next_question_url(application, part_code):
    """The page of the next unanswered part; wishes and documents are looked at when reached."""
    codes = list(PARTS)
    later = codes[codes.index(part_code) + 1 :]
    for code in [*later, *codes]:
        if code in {"pilihan", "dokumen"} or not PARTS[code].is_answered(application):
            return part_url(application, PARTS[code])
    return application.get_absolute_url()


def is_untouched(application):
    """Whether nothing was answered since the application was begun."""
    return application.version == 0


def saved_words(application):
    """Say when the last answer was stored; empty before there is one."""
    if is_untouched(application):
        return ""
    is_today = timezone.localdate(application.updated_at) == timezone.localdate()
    write = clock if is_today else long_datetime
    return _("Saved {when}").format(when=write(application.updated_at))


def task_groups(file):
    """Return ``(title, tasks)`` for each group of parts, and the last one for sending."""
    groups = [(group.title, [_task(file, part) for part in group.parts]) for group in GROUPS]
    return [*groups, (_("Look over and send"), [_sending(file)])]


def _task(file, part):
    status, label = COMPLETE if file.is_answered(part) else EMPTY
    hint = part.hint
    href = part_url(file.application, part)
    if part.code == "dokumen":
        status, label, hint, href = _documents(file, href)
    elif part.code == "pilihan" and file.wishes:
        hint = ", ".join(wish.batch.program.title for wish in file.wishes)
    elif needs_identity(part) and file.application.person is None:
        (status, label), href = BLOCKED, ""
        hint = _("Fill in your NIK first")
    return Task(part.title, status, label, href, hint)


def needs_identity(part):
    """Whether the answers of ``part`` are written into the register, which begins with a NIK."""
    return part.code in {"nama", "lahir", "diri", "alamat", "kontak"}


def _documents(file, href):
    if not file.wishes or file.application.person is None:
        return *BLOCKED, _("Fill in your NIK and choose your classes first"), ""
    required = [paper for paper in file.papers if paper.is_required]
    there = [paper for paper in required if paper.is_in_order]
    hint = ngettext(
        "{there} of {count} document is there",
        "{there} of {count} documents are there",
        len(required),
    ).format(there=len(there), count=len(required))
    if len(there) == len(required):
        return *COMPLETE, hint, href
    return *(PARTIAL if there else EMPTY), hint, href


def _sending(file):
    title = _("Look over your answers and send")
    if file.is_complete:
        url = reverse("enrollment:check_answers", kwargs={"pk": file.application.pk})
        return Task(title, *EMPTY, url, "")
    return Task(title, *BLOCKED, "", _("Complete the parts above first"))
