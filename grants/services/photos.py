from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_upload

MOST_PHOTOS = 6


def store_photos(photos, uploads, *, actor):
    """Write ``uploads`` anew, without EXIF, into ``photos`` of a handover or a visit."""
    if len(uploads) > MOST_PHOTOS:
        raise DomainError(_("Choose {most} photos at most.").format(most=MOST_PHOTOS))
    for photo in [_clean_photo(upload) for upload in uploads]:
        photos.create(
            image=ContentFile(photo.content, name="photo.jpg"),
            thumbnail=ContentFile(photo.thumbnail, name="small.webp"),
            sha256=photo.sha256,
            uploaded_by=actor,
        )


def _clean_photo(upload):
    photo = clean_upload(upload)
    if photo.content_type != "image/jpeg":
        raise DomainError(_("A PDF is not a photo. Choose a photo (JPEG, PNG or WebP)."))
    return photo
