"""Four eyes: a decision that puts somebody out of an intake is proposed by one verifier, and
stands once another one decides the same. Any other decision needs one pair of eyes, for the round
after it is approved by somebody else.
"""

from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import ReviewDecision, SecondLook

ASKED_FOR = [ReviewDecision.REFUSE]


def proposal_on(application):
    """Return the decision that waits for a second verifier, or ``None``.

    Whatever is saved after it, by staff or by the applicant, lets it lapse.
    """
    return (
        application.reviews.proposed()
        .filter(application_version=application.version)
        .select_related("reviewer")
        .last()
    )


def second_look_at(decision, proposal, reviewer):
    """Say how ``decision`` stands to the rule, given the ``proposal`` on the file, if any.

    Raise ``DomainError`` for who would second his own proposal.
    """
    if decision not in ASKED_FOR:
        return SecondLook.NOT_ASKED
    if proposal is None or proposal.decision != decision:
        return SecondLook.WANTED
    if proposal.reviewer_id == reviewer.pk:
        raise DomainError(_("You proposed this yourself. A colleague must look at it, too."))
    return SecondLook.GIVEN
