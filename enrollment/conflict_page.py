"""A save that came too late: what is stored beside what was about to be saved."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from enrollment.choices import ApplicationStatus, CheckResult, ReviewDecision
from enrollment.forms.review import IN_ORDER
from enrollment.models import Review
from enrollment.reasons import Reason
from enrollment.services.claiming import holder_of


@dataclass(frozen=True)
class Compared:
    """One line of both versions; ``theirs`` is empty where nobody else answered."""

    label: str
    theirs: str
    yours: str

    @property
    def differs(self):
        return self.theirs != self.yours


def conflict_context(application, form):
    """Compare the form with what was stored since it was opened.

    ``theirs`` is a colleague's decision, or ``None`` when the applicant or a helper changed the
    file. While the file waits for a check, the answers may be taken over to its new state.
    """
    theirs = (
        Review.objects.filter(
            application=application,
            application_version__gt=form["version"].value() or 0,
            undone_at__isnull=True,
        )
        .select_related("reviewer")
        .prefetch_related("items")
        .last()
    )
    return {
        "application": application,
        "form": form,
        "theirs": theirs,
        "rows": [*_checks(form, theirs), *_texts(form, theirs)],
        "holder": holder_of(application),
        "is_decided": theirs is not None and not theirs.is_proposal,
        "may_go_on": application.status == ApplicationStatus.SUBMITTED,
    }


def _checks(form, theirs):
    stored = {item.requirement: item for item in theirs.items.all()} if theirs else {}
    for row in form.rows():
        item = stored.get(row.requirement.code)
        yield Compared(
            label=row.requirement.title,
            theirs=_in_words(item.result == CheckResult.OK, item.reason, item.text) if item else "",
            yours=_in_words(row.result.value() == IN_ORDER, row.reason.value(), row.text.value())
            if row.result.value()
            else _("not answered"),
        )


def _texts(form, theirs):
    decision = form["decision"].value()
    decisions = dict(ReviewDecision.choices)
    yield Compared(
        label=_("Decision"),
        theirs=theirs.get_decision_display() if theirs else "",
        yours=str(decisions.get(decision, "")),
    )
    yield Compared(
        label=form["note"].label, theirs=theirs.note if theirs else "", yours=_text(form, "note")
    )


def _in_words(is_in_order, reason, text):
    if is_in_order:
        return _("In order")
    why = str(Reason(reason).label) if reason in Reason.values else _("Not")
    return f"{why}. {text}" if text else why


def _text(form, name):
    return (form[name].value() or "").strip()
