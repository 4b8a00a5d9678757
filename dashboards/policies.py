"""Who reads figures."""

from accounts.choices import Role
from accounts.policies import role_required

figures_required = role_required(
    Role.OFFICIAL, Role.APPROVER, Role.TRAINING_MANAGER, Role.AUDITOR, Role.ADMIN
)
