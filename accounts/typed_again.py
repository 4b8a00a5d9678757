"""The password typed once more, before something that is worth more than a session."""

from axes.exceptions import AxesBackendPermissionDenied
from django.contrib.auth import authenticate


def knows_password(request, password):
    """Say whether it is that of whoever is signed in; wrong ones count as those at the door do."""
    try:
        user = authenticate(request, username=request.user.username, password=password)
    except AxesBackendPermissionDenied:
        return False
    return user == request.user
