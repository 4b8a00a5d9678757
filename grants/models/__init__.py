from grants.models.grant import (
    Grant,
    GrantItem,
    Handover,
    HandoverPhoto,
    MonitoringVisit,
    VisitPhoto,
)
from grants.models.request import (
    BusinessGroup,
    FieldVerification,
    GrantRequest,
    GrantRound,
    GroupMember,
)

__all__ = [
    "BusinessGroup",
    "FieldVerification",
    "Grant",
    "GrantItem",
    "GrantRequest",
    "GrantRound",
    "GroupMember",
    "Handover",
    "HandoverPhoto",
    "MonitoringVisit",
    "VisitPhoto",
]
