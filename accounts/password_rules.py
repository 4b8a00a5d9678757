from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class StaffPasswordValidator:
    """Demand longer passwords of those who can open other people's papers."""

    def __init__(self, min_length=15):
        self.min_length = min_length

    def validate(self, password, user=None):
        is_staff_member = user is not None and user.pk and user.is_staff_member
        if is_staff_member and len(password) < self.min_length:
            raise ValidationError(
                _(
                    "A password of staff has at least %(min_length)d characters. "
                    "Take four words that do not belong together."
                ),
                code="staff_password_too_short",
                params={"min_length": self.min_length},
            )

    def get_help_text(self):
        return _("Staff: at least %(min_length)d characters.") % {"min_length": self.min_length}
