"""What became of one application, in the words of the pages of the portal."""

import gettext
from pathlib import Path

from .words import application_words, choice_words, gettext_noop, reason_words

CATALOGUES = Path(__file__).parents[2] / "blk_portal" / "locale"

DRAW_NUMBER = gettext_noop("Draw number: {number}")
WISH = gettext_noop("Wish {rank}, {title}: {result}")
SAME_CLASS_AGAIN = gettext_noop("Named again, {title}: {result}")
PLACE = gettext_noop("Place {place} of {pool}")
FINAL_SCORE = gettext_noop("Final score {merit}")
SEAT_TAKEN = gettext_noop("Step {step}: a seat in {to}")
SEAT_MOVED = gettext_noop("Step {step}: from {from} to {to}")
SEAT_GIVEN_UP = gettext_noop("Step {step}: the seat in {from} was given up")


def translation_into(language):
    """Return the function that says sentences in ``language``; English is how they are written.

    Raise ``OSError`` where the catalogues of the portal are not compiled.
    """
    if language == "en":
        return str
    return gettext.translation("django", CATALOGUES, languages=[language]).gettext


def story(application, outcome, translate):
    """Yield the lines that say what became of one ``application`` of an outcome.

    Beside the words, for staff and beneath for the applicant, stands the code they are for.
    """
    pools = {batch["id"]: batch["pool"] for batch in outcome["batches"]}
    words = application_words(application["code"], translate)
    yield f"{application['id']}: {words.staff} [{application['code']}]"
    yield f"  {words.resident}"
    if application["lottery"]:
        yield f"  {translate(DRAW_NUMBER).format(number=application['lottery'])}"
    for choice in application["choices"]:
        yield from _wish(choice, pools, translate)
    for number, step in enumerate(outcome["steps"], start=1):
        for change in step["changes"]:
            if change["application"] == application["id"]:
                yield f"  {_move(number, change, translate)}"


def _wish(choice, pools, translate):
    said = translate(SAME_CLASS_AGAIN if choice["rank"] is None else WISH)
    result = f"{choice_words(choice['code'], translate).staff} [{choice['code']}]"
    yield "  " + said.format(rank=choice["rank"], title=choice["batch"], result=result)
    if not choice["reasons"]:
        yield f"    {choice_words(choice['code'], translate).resident}"
    for reason in choice["reasons"]:
        yield f"    {reason_words(reason, translate).resident} [{reason}]"
    if choice["pool_rank"]:
        place = translate(PLACE)
        yield "    " + place.format(place=choice["pool_rank"], pool=pools[choice["batch"]])
    if choice["merit"]:
        yield f"    {translate(FINAL_SCORE).format(merit=choice['merit'])}"
    if choice["lottery"]:
        yield f"    {translate(DRAW_NUMBER).format(number=choice['lottery'])}"


def _move(step, change, translate):
    if change["from"] is None:
        said = SEAT_TAKEN
    else:
        said = SEAT_GIVEN_UP if change["to"] is None else SEAT_MOVED
    return translate(said).format(step=step, **change)
