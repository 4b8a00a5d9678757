from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class PasswordBackend(ModelBackend):
    """Sign in by password; read a user with his roles, which every page asks for, at once."""

    users = User.objects.with_names_of_roles()

    def get_user(self, user_id):
        user = self.users.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.roles = user.roles_as_read
        return user
