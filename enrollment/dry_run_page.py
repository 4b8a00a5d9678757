"""What the page of a dry run shows: the classes side by side, and who would have been served."""

from django.utils.translation import gettext as _

from enrollment.run_differences import Difference, seat_sentences
from enrollment.services.dry_runs import EXTRA


def shown(dry_run):
    """Return rows and sentences of a dry run that is done, else nothing."""
    intake = dry_run.selection_round.intake
    if dry_run.done_at is None:
        return {"intake": intake}
    titles = dict(intake.batches.values_list("code", "program__title"))
    like = dry_run.changes["extra"].get("like")
    if like:
        titles[like + EXTRA] = _("{title} (one more class)").format(title=titles[like])
    differences = [Difference(*one) for one in dry_run.result["differences"]]
    return {
        "intake": intake,
        "rows": [
            {"title": titles[row["id"]], **{key: row[key] for key in row if key != "id"}}
            for row in dry_run.result["classes"]
        ],
        "gained": sum(one.before is None for one in differences),
        "lost": sum(one.after is None for one in differences),
        "sentences": seat_sentences(intake, differences, titles),
    }
