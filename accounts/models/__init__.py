from accounts.models.account_event import AccountEvent
from accounts.models.acting_head import ActingHead
from accounts.models.activation_slip import ActivationSlip
from accounts.models.consent import Consent
from accounts.models.data_request import DataRequest
from accounts.models.document import Document, DocumentAccess
from accounts.models.erasure import Erasure, RetentionRun
from accounts.models.help_session import HelpSession
from accounts.models.history_seal import HistoryCheck, HistorySeal
from accounts.models.identity_claim import IdentityClaim
from accounts.models.kelurahan import Kelurahan, KelurahanAlias
from accounts.models.list_export import ListExport, SavedView
from accounts.models.merge import PersonMerge
from accounts.models.person import KkIndex, NikIndex, Person, PersonAccess, PersonChange
from accounts.models.relation import DeclaredRelation
from accounts.models.user import User

__all__ = [
    "ActingHead",
    "AccountEvent",
    "ActivationSlip",
    "Consent",
    "DataRequest",
    "DeclaredRelation",
    "Document",
    "DocumentAccess",
    "Erasure",
    "HelpSession",
    "HistoryCheck",
    "HistorySeal",
    "IdentityClaim",
    "Kelurahan",
    "KelurahanAlias",
    "KkIndex",
    "ListExport",
    "NikIndex",
    "Person",
    "PersonAccess",
    "PersonChange",
    "PersonMerge",
    "RetentionRun",
    "SavedView",
    "User",
]
