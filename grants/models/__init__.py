from grants.models.grant import (
    Grant,
    GrantItem,
    Handover,
    HandoverPhoto,
    MonitoringVisit,
    VisitPhoto,
)
from grants.models.request import BusinessGroup, FieldVerification, GrantRequest, GrantRound

__all__ = [
    "BusinessGroup",
    "FieldVerification",
    "Grant",
    "GrantItem",
    "GrantRequest",
    "GrantRound",
    "Handover",
    "HandoverPhoto",
    "MonitoringVisit",
    "VisitPhoto",
]
