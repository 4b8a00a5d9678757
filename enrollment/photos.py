"""The photo in somebody's wallet, as a small picture."""

from PIL import Image

from accounts.choices import DocumentKind
from enrollment.services.application_file import wallet_of


def photo_of(person):
    """Return the photo among the papers, or ``None``: it may be a PDF, or not there."""
    paper = wallet_of(person).get(DocumentKind.PHOTO)
    return paper if paper is not None and paper.content_type.startswith("image/") else None


def small_photo(paper):
    with paper.file.open("rb") as file, Image.open(file) as picture:
        picture.thumbnail((450, 600))
        return picture.convert("RGB")
