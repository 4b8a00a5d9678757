"""What applicants declare when they send; a changed text gets a new version, the old one stays."""

from django.utils.translation import gettext_lazy as _

CURRENT = "2026-1"

DECLARATIONS = {
    "2026-1": _(
        "What I have filled in is true, and I am ready to follow the class to its end. I know "
        "that untrue answers can cost me my seat."
    ),
}
