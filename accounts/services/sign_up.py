from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Subquery

from accounts.choices import Role
from accounts.models import User


@transaction.atomic
def open_account(username, password):
    """Create the account of a resident; ``username`` is canonical and not yet taken."""
    email = username if "@" in username else ""
    user = User.objects.create_user(username, password, email=email)
    resident = Group.objects.filter(name=Role.RESIDENT).values("pk")
    User.groups.through.objects.create(user=user, group_id=Subquery(resident))
    return user
