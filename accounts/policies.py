"""Which kind of person may use a view: decorators that answer 403, or send to sign-in."""

import functools

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from accounts.choices import STAFF_ROLES, Role


def role_required(*roles):
    """Let in users with one of ``roles``; everybody else gets 403, strangers the sign-in page."""

    def decorate(view):
        @login_required
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


verifier_required = role_required(Role.VERIFIER)
assessor_required = role_required(Role.ASSESSOR)
manager_required = role_required(Role.TRAINING_MANAGER)
approver_required = role_required(Role.APPROVER)
grants_officer_required = role_required(Role.GRANTS_OFFICER)
official_required = role_required(Role.OFFICIAL)
admin_required = role_required(Role.ADMIN)
staff_required = role_required(*STAFF_ROLES)
caller_required = role_required(Role.HELPER, Role.VERIFIER, Role.TRAINING_MANAGER)
counter_required = role_required(Role.HELPER, Role.VERIFIER, Role.ADMIN)


def has_given_second_factor(request):
    """Whether this session was opened with a code of the second factor, too."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
