"""The parts of an application in a selection problem, named for people."""

from django.utils.translation import gettext_lazy as _

_PARTS = {
    "choices": _("scores"),
    "facts": _("facts"),
    "file": _("state of the file"),
    "withdrawn": _("state of the file"),
    "trainings": _("earlier trainings"),
    "holds_seat": _("seat in another class"),
    "birth_date": _("date of birth"),
    "person": _("whose it is"),
    "seq": _("whose it is"),
}


def parts_in_words(names):
    """Return what differs between two entries as words, each once: "scores, facts"."""
    return ", ".join(dict.fromkeys(str(_PARTS[name]) for name in names))
