"""Messages about the check of a file, and about one set aside; merged into ``KINDS``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind

_DAY = gettext_noop("Wednesday, 22 July 2026")

KINDS_OF_CHECKS = {
    "review_return": Kind(
        name=_("File returned for correction"),
        subject=gettext_noop("CORRECT YOUR FILE by {deadline}"),
        text=gettext_noop(
            "Some parts of your application need correcting:\n{details}\n"
            "Correct them by {deadline} at the latest, then send your application again.\n{note}"
        ),
        examples={
            "details": gettext_noop("- Photo of the KTP: take it again where there is light."),
            "deadline": _DAY,
            "note": gettext_noop("You may also come to BLK, we help you there."),
        },
        required=frozenset({"details", "deadline", "note"}),
        needs_answer=True,
    ),
    "review_verify": Kind(
        name=_("File complete"),
        subject=gettext_noop("Your file is complete"),
        text=gettext_noop(
            "Your file has been checked and is complete. We will tell you what comes next.\n{note}"
        ),
        examples={"note": gettext_noop("You may also come to BLK, we help you there.")},
        required=frozenset({"note"}),
    ),
    "review_refuse": Kind(
        name=_("No wish left after the check"),
        subject=gettext_noop("You may not join the classes you chose yet"),
        text=gettext_noop(
            "You may not join the classes you chose yet:\n{details}\n"
            "You may apply again in the next intake, or choose another class.\n{note}"
        ),
        examples={
            "details": gettext_noop("- Bread and cake baking: 17 years old. At least 18."),
            "note": gettext_noop("You may also come to BLK, we help you there."),
        },
        required=frozenset({"details", "note"}),
    ),
    "review_close": Kind(
        name=_("File closed, not corrected in time"),
        subject=gettext_noop("Your file is closed: not corrected by {deadline}"),
        text=gettext_noop(
            "You were asked to correct your application by {deadline}:\n{details}\n"
            "It was not sent again in time, so it takes no part in this intake. You may apply "
            "again in the next one. Whoever thinks this is wrong may call or come to BLK."
        ),
        examples={
            "details": gettext_noop("- Photo of the KTP: take it again where there is light."),
            "deadline": _DAY,
        },
        required=frozenset({"details", "deadline"}),
    ),
    "review_undone": Kind(
        name=_("Check of the file taken back"),
        subject=gettext_noop("Your file is being checked again"),
        text=gettext_noop(
            "Our last message about your file no longer holds. We are checking it again."
        ),
        examples={},
    ),
    "correction_reminder": Kind(
        name=_("Reminder to correct the file"),
        subject=gettext_noop("REMINDER: correct your file by {deadline}"),
        text=gettext_noop(
            "Your application still waits for your correction. Correct it by {deadline} at the "
            "latest, then send it again. Whoever needs help may call or come to BLK."
        ),
        examples={"deadline": _DAY},
        required=frozenset({"deadline"}),
        needs_answer=True,
    ),
    "application_excluded": Kind(
        name=_("Application set aside as a duplicate"),
        subject=gettext_noop("Application {number} is set aside: {stands} counts"),
        text=gettext_noop(
            "You applied twice in {intake}. Your application {stands} counts; number {number} is "
            "set aside, and you hear of it no more. Is that not right? Call BLK or come with your "
            "KTP."
        ),
        examples={
            "number": "7KM4-9TQX",
            "stands": "3HRW-6CPA",
            "intake": gettext_noop("Intake III 2026"),
        },
        required=frozenset({"number", "stands"}),
    ),
    "records_made_one": Kind(
        name=_("Two records of one person made one"),
        subject=gettext_noop("You were registered twice: the record with NIK {nik} counts"),
        text=gettext_noop(
            "You were registered twice with us. Both entries are one now, under NIK {nik}: your "
            "applications, papers and messages stand there. {sign_in} Is that not right? Call BLK "
            "or come with your KTP."
        ),
        examples={
            "nik": "3375**********01",
            "sign_in": gettext_noop("Sign in with 0812-****-0111."),
        },
        required=frozenset({"nik", "sign_in"}),
    ),
    "application_counts_again": Kind(
        name=_("Application no longer set aside"),
        subject=gettext_noop("Your application {number} counts again"),
        text=gettext_noop(
            "Our last message no longer holds: your application {number} for {intake} counts again."
        ),
        examples={"number": "7KM4-9TQX", "intake": gettext_noop("Intake III 2026")},
        required=frozenset({"number"}),
    ),
}
