"""Who reads figures, and who reads the trail of what was done."""

from accounts.choices import Role
from accounts.policies import role_required

figures_required = role_required(
    Role.OFFICIAL, Role.APPROVER, Role.TRAINING_MANAGER, Role.AUDITOR, Role.ADMIN
)
trail_required = role_required(Role.AUDITOR, Role.TRAINING_MANAGER, Role.ADMIN)
