"""What the page says on which anybody repeats a round; ``static/verify/page.js`` fills it in."""

from django.utils.translation import gettext as _

from enrollment.selection.words import CHOICES


def checking_words():
    """Return the sentences by name, with ``{placeholders}`` for what only the browser knows."""
    return _words_of_codes() | {
        "working": _("Calculating. A large intake takes some seconds."),
        "ready": _("The files are here. You may switch off the internet now."),
        "not_loaded": _(
            "The files could not be fetched. Load the page again, or choose files that you saved."
        ),
        "unreadable": _("This cannot be read: {fault}."),
        "files_missing": _("Choose at least the files “problem” and “outcome”."),
        "all_agree": _("Everything agrees. Your device came to the same result."),
        "something_differs": _("Something does NOT agree. Tell us, or the Inspectorate."),
        "agrees": _("Agrees"),
        "differs": _("Differs"),
        "seats": _("{seated} of {capacity}"),
        "entropy": _("Public value that was used: {entropy}"),
        "finding_outcome": _("The published result is exactly what the rules give"),
        "finding_seed": _("The seed is the one promised before registration"),
        "finding_rules": _("The rules are those published before registration"),
        "finding_list": _("Everybody who was compared stands on the list at closing"),
        "calculate_first": _("Calculate first; then your device knows the result."),
        "unknown_code": _(
            "{code} is not in the input: no wish of it could take part, or a letter is wrong."
        ),
        "row": _("Draw code {code}"),
        "wish": _("Wish {rank}, {title}: {result}"),
        "moved": _("Step {step}: a seat in {to}"),
        "gave_up": _("Step {step}: the seat in {from} was given up"),
        "noted_commitment": _("This is the promise of the draw."),
        "noted_rules": _("This is the fingerprint of the rules."),
        "noted_list": _("This is the fingerprint of the list at closing."),
        "noted_problem": _("This is the fingerprint of the file with the reduced input."),
        "noted_outcome": _("This is the fingerprint of the file with the result."),
        "noted_nowhere": _(
            "Nothing published here has this fingerprint. Look at each letter again, then tell us."
        ),
    }


def _words_of_codes():
    codes = {head: _(words.staff) for head, words in CHOICES.items()}
    return codes | {"selected_reserve": _("Seat, counts towards the guaranteed seats")}
