from django.db import models
from django.utils.translation import gettext_lazy as _


class TransferMechanism(models.TextChoices):
    """The legal way in which an item reaches its receiver."""

    GRANT_AGREEMENT = "hibah_nphd", _("Grant with agreement (NPHD)")
    HANDED_OVER = "barang_diserahkan", _("Goods handed over to the public")
    SOCIAL_AID = "bansos", _("Social aid")
    LOAN_FOR_USE = "pinjam_pakai", _("Loan for use")
    OTHER_FUND = "non_apbd", _("Outside the public budget")


class GrantRoundStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    FINISHED = "finished", _("Finished")


GRANT_ROUND_MOVES = {
    GrantRoundStatus.PLANNED: {GrantRoundStatus.OPEN},
    GrantRoundStatus.OPEN: {GrantRoundStatus.CLOSED},
    GrantRoundStatus.CLOSED: {GrantRoundStatus.OPEN, GrantRoundStatus.FINISHED},
    GrantRoundStatus.FINISHED: set(),
}


class RequestStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Received")
    CHECKED = "checked", _("Visited")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


GRANT_ROUND_BADGES = {
    GrantRoundStatus.PLANNED: "draft",
    GrantRoundStatus.OPEN: "submitted",
    GrantRoundStatus.CLOSED: "partial",
    GrantRoundStatus.FINISHED: "complete",
}
REQUEST_BADGES = {
    RequestStatus.SUBMITTED: "submitted",
    RequestStatus.CHECKED: "partial",
    RequestStatus.GRANTED: "verified",
    RequestStatus.REFUSED: "not_selected",
    RequestStatus.WITHDRAWN: "withdrawn",
}

REQUEST_MOVES = {
    RequestStatus.SUBMITTED: {
        RequestStatus.CHECKED,
        RequestStatus.REFUSED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.CHECKED: {
        RequestStatus.GRANTED,
        RequestStatus.REFUSED,
        RequestStatus.WITHDRAWN,
    },
    RequestStatus.GRANTED: set(),
    RequestStatus.REFUSED: set(),
    RequestStatus.WITHDRAWN: set(),
}


class Proposer(models.TextChoices):
    SELF = "self", _("The applicant")
    KELURAHAN = "kelurahan", _("The kelurahan")
    COUNCIL = "dprd", _("A council member (pokir)")


class ItemCondition(models.TextChoices):
    GOOD = "good", _("Good")
    WORN = "worn", _("Worn")
    BROKEN = "broken", _("Broken")
    MISSING = "missing", _("Missing")


class TurnoverBand(models.TextChoices):
    """Monthly turnover, in bands because exact figures are financial data."""

    NONE = "none", _("None yet")
    UNDER_1M = "under_1m", _("Under Rp1 million")
    UNDER_3M = "under_3m", _("Rp1 to 3 million")
    UNDER_10M = "under_10m", _("Rp3 to 10 million")
    OVER_10M = "over_10m", _("Over Rp10 million")
