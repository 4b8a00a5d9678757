from functools import cache

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class PasswordBackend(ModelBackend):
    """Sign in by password; read a user with his roles, which every page asks for, at once."""

    def get_user(self, user_id):
        sql, values = _reading()
        user = next(iter(User.objects.raw(sql, [*values, user_id])), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.roles = user.roles_as_read
        return user


@cache
def _reading():
    """The statement that reads a user, and its values but the last, the key.

    Every page begins with it, and composing it takes longer than reading.
    """
    sql, values = User.objects.with_names_of_roles().filter(pk=0).query.sql_with_params()
    return sql, values[:-1]
