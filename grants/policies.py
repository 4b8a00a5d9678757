"""Who may work on grants, who may read them, and who sees them with masked persons."""

from accounts.choices import Role
from accounts.policies import role_required

officer_required = role_required(Role.GRANTS_OFFICER)
reader_required = role_required(Role.GRANTS_OFFICER, Role.AUDITOR)
viewer_required = role_required(Role.GRANTS_OFFICER, Role.AUDITOR, Role.OFFICIAL)


def sees_names(user):
    return user.has_role(Role.GRANTS_OFFICER, Role.AUDITOR)
