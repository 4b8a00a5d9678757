from programs.models.alert import AlertTry, OpeningAlert
from programs.models.batch import Batch, Criterion, Gate, Reserve
from programs.models.calendar import Holiday
from programs.models.catalogue import RequiredDocument, Trade, TrainingProgram
from programs.models.class_change import ClassChange
from programs.models.figure import PublishedFigure
from programs.models.funding import Budget, FundingSource
from programs.models.intake import Intake, RuleSet
from programs.models.outage import Outage, PortalSign
from programs.models.rescheduling import Rescheduling

__all__ = [
    "AlertTry",
    "Batch",
    "Budget",
    "ClassChange",
    "Criterion",
    "FundingSource",
    "Gate",
    "Holiday",
    "Intake",
    "OpeningAlert",
    "Outage",
    "PortalSign",
    "PublishedFigure",
    "RequiredDocument",
    "Rescheduling",
    "Reserve",
    "RuleSet",
    "Trade",
    "TrainingProgram",
]
