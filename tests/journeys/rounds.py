"""A round that the worker carries out at the times that were promised."""

from accounts.choices import Role
from enrollment.choices import RoundStatus
from enrollment.tasks import close_due_intakes, publish_due_rounds, start_due_rounds
from tests.factories.rounds import ENTROPY, approve, read_entropy
from tests.journeys.intake import a_moment_ago, let_time_pass, yesterday
from tests.waiting import wait_until


def hold_the_round(selection_round, worker, staff):
    """Let the worker close, count and publish at the times that were promised."""

    def by_the_worker(task, status):
        def is_reached():
            selection_round.refresh_from_db()
            return selection_round.status == status

        worker.send(task)
        wait_until(is_reached)

    intake = selection_round.intake
    let_time_pass(intake, closes_at=a_moment_ago(), verified_by=yesterday())
    by_the_worker(close_due_intakes, RoundStatus.CLOSED)
    read_entropy(selection_round, ENTROPY, actor=staff[Role.TRAINING_MANAGER])
    let_time_pass(intake, round_runs_at=a_moment_ago())
    by_the_worker(start_due_rounds, RoundStatus.DECIDED)
    approve(selection_round, actor=staff[Role.APPROVER])
    let_time_pass(intake, announced_at=a_moment_ago())
    by_the_worker(publish_due_rounds, RoundStatus.PUBLISHED)
