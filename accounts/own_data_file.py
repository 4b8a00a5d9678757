"""All that the portal holds about a person, as a file to take away."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared import personal_data
from blk_portal.shared.pdf import LetterheadDocument

FORMAT = 1


def as_json(person):
    """Return the bytes of a JSON file: sections by key, records with labelled facts."""
    held = personal_data.collect(person) if person else {}
    whole = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "sections": {
            section.key: {
                "title": str(section.title),
                "records": [
                    {
                        "title": str(record.title),
                        "facts": [
                            {"label": str(label), "value": str(value)}
                            for label, value in record.facts
                        ],
                    }
                    for record in records
                ],
            }
            for section, records in held.items()
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def as_pdf(person):
    """Return the bytes of a PDF with the same content."""
    document = LetterheadDocument(_("Your data at BLK Kota Pekalongan"))
    document.paragraph(
        _(
            "This is everything that the portal holds about you. Keep it where nobody else reads "
            "it: it holds your whole NIK. If something is wrong, correct it under “My data”."
        )
    )
    for section, records in (personal_data.collect(person) if person else {}).items():
        document.heading(section.title)
        if not records:
            document.paragraph(_("Nothing is held."), is_quiet=True)
        for record in records:
            if record.title:
                document.paragraph(record.title, style="B")
            document.facts(record.facts)
    return document.as_bytes()
