from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_credentials


class LockoutHandler(AxesDatabaseHandler):
    """Counts wrong passwords, and forgives them at the right one.

    Outdated attempts of other people are cleared away when somebody fails, not at each sign-in.
    """

    def user_logged_in(self, sender, request, user, **kwargs):
        self.reset_user_attempts(request, get_credentials(user.get_username()))
