from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF_ROLES, Role
from accounts.querysets import UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        """Create an account; ``username`` is a phone number in E.164 or a lower-case e-mail."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by phone number or e-mail; a resident need not have an e-mail."""

    username = models.CharField(
        _("Phone number or e-mail"),
        max_length=254,
        unique=True,
        help_text=_("A phone number as +62…, or an e-mail in lower case."),
        error_messages={"unique": _("This phone number or e-mail already has an account.")},
    )
    email = models.EmailField(_("E-mail"), blank=True)
    display_name = models.CharField(_("Name"), max_length=150, blank=True)
    kelurahan = models.ForeignKey(
        "accounts.Kelurahan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The office of a helper who does not work at BLK.",
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(
        default=False, help_text="The password was made by staff and is good for one sign-in."
    )
    password_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when a password made by staff is good."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="username_is_lower_case"
            ),
        ]

    def __str__(self):
        return self.display_name or self.username

    @property
    def one_time_password_is_over(self):
        until = self.password_until
        return self.must_change_password and until is not None and until <= timezone.now()

    @cached_property
    def roles(self):
        """Names of the user's groups, and the approver's for an acting head; read once."""
        return User.objects.with_names_of_roles().get(pk=self.pk).roles_as_read

    @property
    def roles_as_read(self):
        """The roles of a user who was read with ``with_names_of_roles``."""
        acting = [Role.APPROVER.value] if self.is_acting_head else []
        return frozenset([*self.names_of_roles, *acting])

    @property
    def role_names(self):
        """Words for the roles, for a page; needs ``groups`` prefetched in a list of users."""
        held = {group.name for group in self.groups.all()}
        return ", ".join(str(role.label) for role in Role if role in held)

    def has_role(self, *roles):
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff_member(self):
        return self.is_superuser or self.has_role(*STAFF_ROLES)
