"""What every address about one test answers, as words."""

from io import BytesIO

import pypdfium2
from django.urls import reverse
from openpyxl import load_workbook

# Every address about one test that answers with something to read: whether it holds names, and
# whether it holds scores of others, once nothing is hidden.
SHOWING = {
    "assessment": (True, False),
    "score_sheet": (True, False),
    "scores": (True, True),
    "sitting_move": (True, False),
    "sitting_excuse": (True, False),
    "sitting_correct": (True, False),
    "test_card": (True, False),
    "score_workbook": (True, False),
}
OF_ONE_PERSON = {"sitting_move", "sitting_excuse", "sitting_correct"}


def address(name, sitting):
    if name.startswith("test_card"):
        return reverse(f"enrollment:{name}", kwargs={"reference": sitting.reference})
    pk = sitting.pk if name in OF_ONE_PERSON else sitting.assessment_id
    return reverse(f"enrollment:{name}", kwargs={"pk": pk})


def words_in(response):
    """Return what a page, a PDF, a workbook or a CSV file says."""
    content = b"".join(response) if response.streaming else response.content
    kind = response["Content-Type"]
    if kind == "application/pdf":
        pages = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_range() for page in pages)
    if "spreadsheet" in kind:
        book = load_workbook(BytesIO(content))
        return " ".join(
            str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None
        )
    return content.decode()
