"""Where private files are kept."""

from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError


class PrivateStorage(FileSystemStorage):
    """Refuses a file for which there is no room, in words for whoever sent it.

    Nothing of such a file is left.
    """

    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError as error:
            if not was_there:
                self.delete(name)
            raise DomainError(
                _("The file could not be stored just now. Try again in a few minutes.")
            ) from error
