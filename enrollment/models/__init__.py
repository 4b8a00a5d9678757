from enrollment.models.application import Application, Choice
from enrollment.models.assessment import Assessment, RubricLevel, Slot
from enrollment.models.bulk import BulkAct, BulkResult, BulkRow, Terms
from enrollment.models.correction import Correction, CorrectionChange, CorrectionOption
from enrollment.models.dry_run import DryRun
from enrollment.models.duplicate import DuplicatePair
from enrollment.models.evidence import EvidenceHandout
from enrollment.models.fact import FactClaim, FactType
from enrollment.models.lookup import LookupTry
from enrollment.models.nomination import Nomination, NominationLetter
from enrollment.models.objection import Objection
from enrollment.models.official_paper import OfficialPaper
from enrollment.models.paper import PaperForm
from enrollment.models.participation import Participation, TracerAnswer
from enrollment.models.reassignment import Reassignment
from enrollment.models.review import CaseEvent, Review, ReviewItem
from enrollment.models.score import Score, ScoreCorrection, ScoreFile, ScoreTalk
from enrollment.models.seat import Offer, Seat
from enrollment.models.selection import (
    Placement,
    PromotionStep,
    RoundAttempt,
    Run,
    SelectionRound,
)
from enrollment.models.sitting import AttendanceCorrection, Sitting, TestMove

__all__ = [
    "Application",
    "Assessment",
    "AttendanceCorrection",
    "BulkAct",
    "BulkResult",
    "BulkRow",
    "CaseEvent",
    "Choice",
    "DuplicatePair",
    "EvidenceHandout",
    "Correction",
    "CorrectionChange",
    "CorrectionOption",
    "DryRun",
    "FactClaim",
    "FactType",
    "LookupTry",
    "Nomination",
    "NominationLetter",
    "Objection",
    "Offer",
    "OfficialPaper",
    "PaperForm",
    "Participation",
    "Placement",
    "PromotionStep",
    "Reassignment",
    "Review",
    "ReviewItem",
    "RoundAttempt",
    "Run",
    "Score",
    "RubricLevel",
    "ScoreCorrection",
    "ScoreFile",
    "ScoreTalk",
    "Seat",
    "SelectionRound",
    "Sitting",
    "Slot",
    "Terms",
    "TestMove",
    "TracerAnswer",
]
