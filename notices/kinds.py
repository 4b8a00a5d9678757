"""Every kind of message the portal sends: its words, the facts in them, and how it travels.

The words are message ids with named ``{fields}``; staff may put their own words in their place
(``notices.services.templates``), but none of the ``required`` fields may be missing there. About
one application in one intake some six messages ring the phone, a correction and all tests
included (a test set days after the others rings once more); what only repeats what its reader has
just done, or will be said again soon, is read on the portal's page alone (``is_quiet``).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind, Urgency
from notices.kinds_of_changes import KINDS_OF_CHANGES

_TITLE = gettext_noop("Bread and cake baking")
_STARTS = gettext_noop("3 August 2026")
_DEADLINE = gettext_noop("Wednesday, 22 July 2026 at 16.00 WIB")
_DAY = gettext_noop("Wednesday, 22 July 2026")
_SEAT = {"title": _TITLE, "starts": _STARTS, "deadline": _DEADLINE}

KINDS = {
    "application_received": Kind(
        name=_("Application received"),
        subject=gettext_noop("Your application {number} has arrived"),
        text=gettext_noop(
            "Your application for {intake} has arrived. Its number is {number}. {check} "
            "This is not yet an acceptance."
        ),
        examples={
            "number": "7KM4-9TQX",
            "intake": gettext_noop("Intake III 2026"),
            "check": gettext_noop("Our staff check it by 22 July 2026."),
        },
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "closing_extended": Kind(
        name=_("Registration stays open longer"),
        subject=gettext_noop("You can still apply until {closes}"),
        text=gettext_noop(
            "The portal could not be opened for a while, so registration for {intake} stays open "
            "until {closes}. Your answers are safe, but your application is not sent yet."
        ),
        examples={
            "intake": gettext_noop("Intake III 2026"),
            "closes": gettext_noop("Monday, 27 July 2026 at 03.59 WIB"),
        },
        required=frozenset({"closes"}),
        urgency=Urgency.AT_ONCE,
    ),
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
    "office_message": Kind(
        name=_("Message of the office to many applicants"),
        subject=gettext_noop("FROM BLK: {subject}"),
        text="{message}",
        examples={
            "subject": gettext_noop("The written test begins half an hour later"),
            "message": gettext_noop(
                "The written test of Monday begins at 08.30 WIB. The place stays the same."
            ),
        },
        required=frozenset({"subject", "message"}),
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
    "test_invitations": Kind(
        name=_("Invitation to tests"),
        subject=gettext_noop("COME TO {appointments}"),
        text=gettext_noop(
            "Your file is complete. Come to:\n{details}\n"
            "Bring your KTP and registration number {number}. Who does not come has no score."
        ),
        examples={
            "appointments": gettext_noop(
                "WRITTEN TEST: Monday, 20 July 2026 at 08.00 WIB; "
                "INTERVIEW: Tuesday, 21 July 2026 at 08.00 WIB"
            ),
            "details": gettext_noop(
                "- Written test: Monday, 20 July 2026 at 08.00 WIB, at the hall of BLK\n"
                "- Interview: Tuesday, 21 July 2026 at 08.00 WIB, at the hall of BLK"
            ),
            "number": "7KM4-9TQX",
        },
        required=frozenset({"appointments", "details", "number"}),
        needs_answer=True,
    ),
    "test_moved": Kind(
        name=_("Test moved to another time or place"),
        subject=gettext_noop("CHANGED: {appointments}"),
        text=gettext_noop(
            "Time or place of your test has changed. Reason: {reason}\nCome to:\n{details}\n"
            "Bring your KTP and registration number {number}. Who does not come has no score."
        ),
        examples={
            "appointments": gettext_noop("WRITTEN TEST: Monday, 20 July 2026 at 08.00 WIB"),
            "details": gettext_noop(
                "- Written test: Monday, 20 July 2026 at 08.00 WIB, at the hall of BLK"
            ),
            "number": "7KM4-9TQX",
            "reason": gettext_noop("Tidal flood around the hall."),
        },
        required=frozenset({"appointments", "details", "number"}),
        needs_answer=True,
    ),
    "test_missed": Kind(
        name=_("Test missed"),
        subject=gettext_noop("You were not at {test}"),
        text=gettext_noop(
            "You were not at {test} on {when}. {consequence}\n{excuse}",
        ),
        examples={
            "test": gettext_noop("Written test"),
            "when": gettext_noop("Monday, 20 July 2026 at 08.00 WIB"),
            "consequence": gettext_noop("You have no score in it."),
            "excuse": gettext_noop("The test cannot be taken any more."),
        },
        required=frozenset({"test", "consequence", "excuse"}),
    ),
    "test_not_missed": Kind(
        name=_("Test missed: corrected"),
        subject=gettext_noop("You are written down at {test}"),
        text=gettext_noop(
            "We had written down that you missed {test} on {when}. That was wrong: you were there."
        ),
        examples={
            "test": gettext_noop("Written test"),
            "when": gettext_noop("Monday, 20 July 2026 at 08.00 WIB"),
        },
        required=frozenset({"test"}),
    ),
    "seat_offered": Kind(
        name=_("Seat offered"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "You got a seat: {title}, from {starts}. Answer by {deadline}. Without an answer the "
            "seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_freed": Kind(
        name=_("Seat offered from the waitlist"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "A seat became free and is now yours: {title}, from {starts}. Answer by {deadline}. "
            "Without an answer the seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_moved_up": Kind(
        name=_("Seat in a class ranked higher"),
        subject=gettext_noop("You moved up: {title}"),
        text=gettext_noop(
            "A seat in a class you ranked higher became free and is now yours: {title}, from "
            "{starts}. Your earlier seat went to the next person."
        ),
        examples={"title": _TITLE, "starts": _STARTS},
        required=frozenset({"title"}),
    ),
    "offer_reminder": Kind(
        name=_("Reminder to answer an offer"),
        subject=gettext_noop("NOT YET CONFIRMED: your seat in {title}, before {deadline}"),
        text=gettext_noop(
            "You have not answered yet whether you take your seat in {title}. Answer by "
            "{deadline}. Without an answer the seat goes to the waitlist."
        ),
        examples={"title": _TITLE, "deadline": _DEADLINE},
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_lapsed": Kind(
        name=_("Seat lost without an answer"),
        subject=gettext_noop("Your seat in {title} went to the waitlist"),
        text=gettext_noop(
            "We did not hear from you by {deadline}, so your seat in {title} went to the next "
            "person. You may apply again in the next intake."
        ),
        examples={"title": _TITLE, "deadline": _DEADLINE},
        required=frozenset({"title"}),
    ),
    "result_waitlisted": Kind(
        name=_("Result: on the waitlist"),
        subject=gettext_noop("You are on the waitlist"),
        text=gettext_noop(
            "All seats are taken for now. You are on the waitlist: when somebody gives up a seat "
            "and it is your turn, you will be told. Your place stands on the page of your "
            "application."
        ),
        examples={},
    ),
    "result_not_selected": Kind(
        name=_("Result: not selected"),
        subject=gettext_noop("Not selected this time"),
        text=gettext_noop(
            "There were more people than seats. The page of your application explains the "
            "result of each class."
        ),
        examples={},
    ),
    "result_ineligible": Kind(
        name=_("Result: no class open to the person"),
        subject=gettext_noop("You cannot join this time"),
        text=gettext_noop(
            "None of the classes you chose is open to you this time. The page of your "
            "application gives the reason for each class and the next way."
        ),
        examples={},
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
    "application_counts_again": Kind(
        name=_("Application no longer set aside"),
        subject=gettext_noop("Your application {number} counts again"),
        text=gettext_noop(
            "Our last message no longer holds: your application {number} for {intake} counts again."
        ),
        examples={"number": "7KM4-9TQX", "intake": gettext_noop("Intake III 2026")},
        required=frozenset({"number"}),
    ),
    "seat_corrected": Kind(
        name=_("Seat after a correction"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "The result was corrected, without drawing anybody again. You have a seat: {title}, "
            "from {starts}. Answer by {deadline}. Without an answer the seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_taken_back": Kind(
        name=_("Seat taken back by a correction"),
        subject=gettext_noop("The result was corrected: your seat is no longer yours"),
        text=gettext_noop(
            "There was a mistake in the result. Put right, without drawing anybody again, your "
            "seat goes to somebody else. We are sorry. The page of your application explains it, "
            "and you may object."
        ),
        examples={},
    ),
    "waitlist_closed": Kind(
        name=_("Waitlist closed"),
        subject=gettext_noop("The waitlist is closed: not selected this time"),
        text=gettext_noop(
            "No further seat became free, so the waitlist of {intake} is closed. You may apply "
            "again in the next intake."
        ),
        examples={"intake": gettext_noop("Intake III 2026")},
    ),
    "objection_answered": Kind(
        name=_("Objection answered"),
        subject=gettext_noop("Your objection is answered"),
        text="{answer}",
        examples={"answer": gettext_noop("We looked again. Your score was added up correctly.")},
        required=frozenset({"answer"}),
    ),
    "registration_opened": Kind(
        name=_("Registration has opened"),
        subject=gettext_noop("Registration is open: {title}"),
        text=gettext_noop(
            "You asked us to tell you: registration for {title} is open until {closes}. "
            "It is free.\nYou want no such messages any more: {stop}"
        ),
        examples={
            "title": _TITLE,
            "closes": _DEADLINE,
            "stop": "https://blk.example/kabari/batal/12:9fKq/",
        },
        required=frozenset({"title", "closes", "stop"}),
    ),
    "named_by_letter": Kind(
        name=_("Named for a class by a company or kelurahan"),
        subject=gettext_noop("{body} named you for a class: {title}"),
        text=gettext_noop(
            "{body} named you for {title}. It is free. Complete your application and send it by "
            "{closes}: the seat is yours from then on. Do you not want it? Then do nothing, or "
            "withdraw."
        ),
        examples={
            "body": gettext_noop("PT Contoh Sejahtera"),
            "title": _TITLE,
            "closes": _DEADLINE,
        },
        required=frozenset({"body", "title", "closes"}),
        needs_answer=True,
    ),
    "nik_removed": Kind(
        name=_("NIK removed from an account that did not own it"),
        subject=gettext_noop("Enter your NIK again"),
        text=gettext_noop(
            "The NIK in your account belongs to somebody else, who showed the KTP at our counter. "
            "It is removed from your account. Your other answers are safe. Enter your own NIK, "
            "or come to BLK with your KTP."
        ),
        examples={},
        needs_answer=True,
    ),
    "identity_claim_upheld": Kind(
        name=_("NIK given to its owner"),
        subject=gettext_noop("Your NIK is in your account now"),
        text=gettext_noop(
            "We have seen your KTP, and your NIK is in your account now. "
            "Go on with your application before registration closes."
        ),
        examples={},
        urgency=Urgency.AT_ONCE,
    ),
    "account_joined": Kind(
        name=_("Account opened for somebody who was helped"),
        subject=gettext_noop("You have an account of your own now"),
        text=gettext_noop(
            "What our staff entered for you is in an account of your own since {when}. It signs in "
            "with {number}. Was it not you? Call BLK or come with your KTP at once."
        ),
        examples={"number": "0812-****-0002", "when": _DEADLINE},
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "sign_in_number_changed": Kind(
        name=_("Number for signing in changed at the counter"),
        subject=gettext_noop("Your account: the number for signing in has changed"),
        text=gettext_noop(
            "At our counter the number for signing in to your account was changed to {number} on "
            "{when}. Was it not you? Call BLK or come with your KTP at once."
        ),
        examples={"number": "0812-****-0002", "when": _DEADLINE},
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "data_request_answered": Kind(
        name=_("Request about own data answered"),
        subject=gettext_noop("Your request about your data: {decision}"),
        text=gettext_noop("{request}: {decision}. {answer}\n{next}"),
        examples={
            "request": gettext_noop("Delete my data"),
            "decision": gettext_noop("Accepted"),
            "answer": gettext_noop("Nothing needs to be kept any more."),
            "next": gettext_noop("You can take the request back for one day."),
        },
        required=frozenset({"decision", "answer"}),
    ),
    **KINDS_OF_CHANGES,
}

AT_ANY_HOUR = [name for name, kind in KINDS.items() if kind.urgency == Urgency.AT_ONCE]
