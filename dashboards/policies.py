"""Who reads figures, and who reads the trail of what was done."""

from accounts.choices import Role
from accounts.policies import role_required

FIGURE_READERS = frozenset(
    {Role.OFFICIAL, Role.APPROVER, Role.TRAINING_MANAGER, Role.AUDITOR, Role.ADMIN}
)
figures_required = role_required(*FIGURE_READERS)
trail_required = role_required(Role.AUDITOR, Role.TRAINING_MANAGER, Role.ADMIN)
