"""Papers of the office as PDF: one letterhead, text that can be selected, pages with numbers."""

from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, XPos, YPos

from blk_portal.shared.formats import long_datetime, phone

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Liberation Sans"

INK, QUIET, LINE, BRAND, SOFT = "#1a2132", "#4b5468", "#d9deea", "#1c3065", "#edf0f7"
MARGIN = 20
TEXT, SMALL = 11, 9
LINE_HEIGHT = 5.4


class LetterheadDocument(FPDF):
    """An A4 paper with the head of BLK, read from top to bottom.

    ``reference`` stands at the foot of every page beside the page number, so that loose sheets
    find each other; it must not hold anything that a bystander may not read.
    """

    def __init__(self, title, *, reference=""):
        super().__init__(format="A4")
        self.reference = reference
        for style, file in (("", "Regular"), ("B", "Bold")):
            self.add_font(FAMILY, style, FONTS / f"LiberationSans-{file}.ttf")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=24)
        self.set_title(str(title))
        self.set_lang(get_language() or "id")
        self.set_creator("BLK Kota Pekalongan")
        self.set_author("UPTD BLK Kota Pekalongan")
        self.set_creation_date(timezone.localtime())
        self.add_page()
        self._line(title, size=18, style="B", colour=BRAND, height=8)
        self.ln(2)

    def header(self):
        self._diamond(MARGIN, 12)
        self.set_xy(MARGIN + 15, 12.5)
        self._line("UPTD Balai Latihan Kerja Kota Pekalongan", style="B", colour=BRAND)
        self.set_x(MARGIN + 15)
        contact = _("{address}. Telephone {phone}, WhatsApp {whatsapp}").format(
            address=settings.OFFICE["address"],
            phone=settings.OFFICE["phone"],
            whatsapp=phone(settings.OFFICE["whatsapp"]),
        )
        self._line(contact, size=SMALL, colour=QUIET, height=4.4)
        self.set_draw_color(LINE)
        self.line(MARGIN, 27, self.w - MARGIN, 27)
        self.set_y(33)

    def footer(self):
        self.set_y(-16)
        self._ink(SMALL, "", QUIET)
        half = self.epw / 2
        printed = _("Made {when}").format(when=long_datetime(timezone.now()))
        first = ", ".join(part for part in (str(self.reference), printed) if part)
        self.cell(half * 1.6, 5, first)
        number = _("Page {number} of {count}").format(number=self.page_no(), count="{nb}")
        self.cell(half * 0.4, 5, number, align="R")
        if settings.DEMO:
            self.set_xy(MARGIN, self.h - 11)
            self.cell(0, 5, _("Demonstration with invented data: this paper has no effect."))

    def heading(self, text):
        """Begin a section; its first lines stay on the same page as its heading."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(3)
        self._line(text, size=13, style="B", colour=INK, height=6.5)
        self.ln(1)

    def paragraph(self, text, *, style="", is_quiet=False):
        """Write one paragraph; lines of their own stay lines of their own."""
        size, colour = (SMALL, QUIET) if is_quiet else (TEXT, INK)
        self._line(text, size=size, style=style, colour=colour)
        self.ln(2)

    def items(self, texts):
        """Write a list, one thing a line."""
        for text in texts:
            self._ink(TEXT, "", INK)
            self.cell(6, LINE_HEIGHT, "•")
            self._line(text, indent=6)
        self.ln(2)

    def facts(self, rows, *, label_width=56):
        """Write ``(label, value)`` pairs under each other, the values aligned."""
        for label, value in rows:
            if self.will_page_break(LINE_HEIGHT * 2):
                self.add_page()
            top = self.get_y()
            self._ink(SMALL + 1, "", QUIET)
            self.multi_cell(label_width - 4, LINE_HEIGHT, str(label), align="L", new_x=XPos.LMARGIN)
            below, page = self.get_y(), self.page
            self.set_xy(MARGIN + label_width, top)
            self._line(value, style="B", indent=label_width)
            if self.page == page:
                self.set_y(max(below, self.get_y()) + 1)
        self.ln(2)

    def table_of(self, head, rows, *, widths=None):
        """Write a small table whose head is repeated on every page."""
        self._ink(SMALL + 1, "", INK)
        self.set_draw_color(LINE)
        with self.table(
            col_widths=widths,
            line_height=LINE_HEIGHT,
            text_align="L",
            padding=1.2,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="B", color=BRAND, fill_color=SOFT),
        ) as table:
            for row in (head, *rows):
                line = table.row()
                for value in row:
                    line.cell(str(value))
        self.ln(4)

    def big(self, text, caption=""):
        """Write what is looked for first, such as a registration number."""
        if caption:
            self._line(caption, size=SMALL + 1, colour=QUIET)
        self._line(text, size=26, style="B", height=12)
        self.ln(1)

    def qr(self, address, *, caption="", size=34):
        """Draw ``address`` as a QR code at the left, its caption beside it."""
        if self.will_page_break(size):
            self.add_page()
        code = BytesIO()
        segno.make(address, error="m").save(code, kind="png", scale=8, border=2)
        self.picture(code, width=size, height=size, caption=caption)

    def picture(self, image, *, width, height, caption=""):
        """Draw an image at the left, fitted into a frame, its caption beside it."""
        if self.will_page_break(height):
            self.add_page()
        top, page = self.get_y(), self.page
        self.image(image, x=MARGIN, y=top, w=width, h=height, keep_aspect_ratio=True)
        if caption:
            self.set_xy(MARGIN + width + 5, top + 3)
            self._line(caption, size=SMALL + 1, colour=QUIET, indent=width + 5)
        bottom = self.get_y() if self.page == page else 0
        self.set_y(max(bottom, top + height) + 3)

    def signature(self, *, place_and_date, role, name):
        """Leave room for a hand, at the right."""
        if self.will_page_break(40):
            self.add_page()
        self.ln(4)
        left = self.epw / 2
        for text, style, gap in ((place_and_date, "", 0), (role, "", 20), (name, "B", 0)):
            self.set_x(MARGIN + left)
            self._line(text, style=style, indent=left)
            self.ln(gap)

    def as_bytes(self):
        return bytes(self.output())

    def _line(self, text, *, size=TEXT, style="", colour=INK, height=None, indent=0):
        self._ink(size, style, colour)
        if indent:
            self.set_x(MARGIN + indent)
        self.multi_cell(
            0,
            height or LINE_HEIGHT * max(size, SMALL) / TEXT,
            str(text),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _ink(self, size, style, colour):
        self.set_font(FAMILY, style, size)
        self.set_text_color(colour)

    def _diamond(self, left, top):
        """The mark of BLK: a diamond in a square, both in the brand's colours."""
        self.set_fill_color(BRAND)
        self.rect(left, top, 11, 11, style="F", round_corners=True, corner_radius=2.2)
        self.set_draw_color("#e9b13c")
        self.set_line_width(0.5)
        middle, reach = 5.5, 4.2
        x, y = left + middle, top + middle
        self.polygon(((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)), style="D")
        self.set_line_width(0.2)


def pdf_response(document, filename):
    """Hand ``document`` over as a file to keep; nobody between stores it."""
    response = HttpResponse(document.as_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
