"""A whole round of 100,000 applications through Celery: ``python -m bench.round [APPLICATIONS]``.

Everybody has five wishes among 200 classes of 20 seats with two guarantees, a score, and facts.
A real worker with one pool process reads, freezes, decides, writes placements, and publishes:
seats, offers, statuses and notices. This process only watches: seconds from the order to the
end, those of them in which the worker and PostgreSQL computed (which other work on the machine
does not lengthen), the worker's largest memory, and the longest time without a change of the
progress row.
"""

import django

django.setup()

import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import suppress  # noqa: E402
from pathlib import Path  # noqa: E402
from random import Random  # noqa: E402

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Person  # noqa: E402
from bench import verdicts  # noqa: E402
from blk_portal.shared.portions import in_portions  # noqa: E402
from enrollment.models import (  # noqa: E402
    Application,
    Choice,
    Placement,
    RoundAttempt,
    Score,
    Seat,
    SelectionRound,
    Sitting,
)
from enrollment.services.running import request_run  # noqa: E402
from enrollment.tasks import decide_selection_round, publish_due_rounds  # noqa: E402
from notices.models import Notice  # noqa: E402
from tests.factories import (  # noqa: E402
    BatchFactory,
    IntakeFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.factories.rounds import (  # noqa: E402
    approve,
    batches_of,
    close,
    interview_of,
    open_round,
    read_again,
    set_dates,
)

APPLICATIONS = 100_000
CLASSES, SEATS, WISHES = 200, 20, 5
RESERVES = [("women", ["woman"], 4), ("senior", ["education:s1"], 2)]
SECONDS, MEGABYTES, SILENCE = 60, 512, 2


def main():
    count = int(sys.argv[1]) if sys.argv[1:] else APPLICATIONS
    for factory in [TrainingProgramFactory, IntakeFactory, BatchFactory, UserFactory]:
        factory.reset_sequence(int(100 * time.time()))
    began = time.monotonic()
    selection_round = close(world(count))
    print(f"{count:,} applications entered in {time.monotonic() - began:.0f} s", flush=True)
    with Worker() as worker:
        request_run(selection_round, actor=None)
        run = worker.do(selection_round, "decided", decide_selection_round, selection_round.pk)
        approve(selection_round)
        past = timezone.now() - timezone.timedelta(seconds=1)
        set_dates(selection_round, round_runs_at=past, announced_at=past)
        publication = worker.do(selection_round, "published", publish_due_rounds)
        report(count, selection_round, run, publication, worker.most_megabytes)


class Worker:
    """A Celery worker with one pool process, and how much memory and computing that one took."""

    def __enter__(self):
        celery = [sys.executable, "-m", "celery", "-A", "blk_portal", "worker", "-Q"]
        queues = "round,default"
        self.process = subprocess.Popen(
            [*celery, queues, "-c", "1", "-l", "ERROR", "--without-gossip", "--without-mingle"],
            env=os.environ | {"BLK_STATEMENT_TIMEOUT": "300s"},
        )
        self.most_megabytes = 0
        self._computed = {}
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait()

    def do(self, selection_round, status, task, *arguments):
        """Order a task; return the seconds until ``status`` and those of the longest silence."""
        task.delay(*arguments)
        began = heard_at = time.monotonic()
        row, longest, phases = None, 0, {}
        own, database = self.computed("worker"), self.computed("database")
        while status_of(selection_round) != status:
            if self.process.poll() is not None:
                raise SystemExit("the worker ended")
            newest = RoundAttempt.objects.filter(selection_round=selection_round).last()
            now = time.monotonic()
            seen = newest and (newest.pk, newest.phase, newest.heartbeat_at)
            if seen != row:
                longest, row, heard_at = max(longest, now - heard_at), seen, now
                if newest and newest.phase not in phases:
                    phases[newest.phase] = round(now - began, 1)
            self.most_megabytes = max([self.most_megabytes, *map(memory_of, self.children())])
            self.computed("database")
            time.sleep(0.1)
        seconds = time.monotonic() - began
        own, database = self.computed("worker") - own, self.computed("database") - database
        print(
            f"  {status} after {seconds:.1f} s: worker computed {own:.1f} s, PostgreSQL "
            f"{database:.1f} s; phases seen at {phases}",
            flush=True,
        )
        return seconds, max(longest, time.monotonic() - heard_at)

    def children(self):
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def computed(self, kind):
        """Return the seconds for which all of a kind have computed, those ended since included."""
        for pid in self.children() if kind == "worker" else database_processes():
            with suppress(FileNotFoundError):
                self._computed[kind, pid] = seconds_of(pid)
        return sum(seconds for (of, _pid), seconds in self._computed.items() if of == kind)


def database_processes():
    """Return the processes of PostgreSQL, on this machine, that serve others than this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def seconds_of(pid):
    """Return for how long the processor has worked for a process, itself and the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def status_of(selection_round):
    return SelectionRound.objects.values_list("status", flat=True).get(pk=selection_round.pk)


def memory_of(pid):
    """Return the largest memory, in megabytes, that a process has taken so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def world(count):
    """An open round with all its applications, entered in bulk."""
    chance = Random(count)
    selection_round = open_round(*[SEATS] * CLASSES, reserves=RESERVES)
    batches, clerk = batches_of(selection_round), UserFactory(roles=["helper"])
    interview, assessor = interview_of(selection_round), UserFactory(roles=["assessor"])
    now = timezone.now()
    for portion in in_portions(range(count), 5000):
        persons = Person.objects.bulk_create(
            Person(
                full_name=f"Warga Contoh {number}",
                birth_date=f"{chance.randint(1975, 2006)}-05-17",
                gender=chance.choice("LP"),
                kelurahan_id="33.75.01.1002",
                phone=f"+62811{number:08d}",
            )
            for number in portion
        )
        applications = Application.objects.bulk_create(
            Application(
                person=person,
                intake=selection_round.intake,
                entered_by=clerk,
                status="verified",
                registration_number=f"{selection_round.pk}-{number}",
                draw_code=f"B{selection_round.pk}-{number}",
                education=chance.choice(["sma", "smk", "s1"]),
                submitted_at=now,
            )
            for number, person in zip(portion, persons, strict=True)
        )
        Choice.objects.bulk_create(
            Choice(application=application, batch=batch, rank=rank)
            for application in applications
            for rank, batch in enumerate(chance.sample(batches, WISHES), start=1)
        )
        sittings = Sitting.objects.bulk_create(
            Sitting(
                assessment=interview,
                application=application,
                attendance="attended",
                code=f"{number:05d}",
            )
            for number, application in zip(portion, applications, strict=True)
        )
        Score.objects.bulk_create(
            Score(
                sitting=sitting,
                criterion="interview",
                assessor=assessor,
                value=chance.randint(2000, 10000) / 100,
            )
            for sitting in sittings
        )
    return selection_round


def report(count, selection_round, run, publication, megabytes):
    intake = read_again(selection_round).intake
    placements = Placement.objects.filter(run__selection_round=selection_round).count()
    seats = Seat.objects.taken().filter(batch__intake=intake).count()
    notices = Notice.objects.filter(person__applications__intake=intake).count()
    seconds, silence = run[0] + publication[0], max(run[1], publication[1])
    print(
        f"  run {run[0]:.1f} s, publication {publication[0]:.1f} s; {placements:,} placements, "
        f"{seats:,} seats and offers, {notices:,} notices; worker {megabytes:.0f} MB; "
        f"longest without progress {silence:.1f} s"
    )
    who = f"round of {count:,} through Celery"
    verdicts.at_most(f"{who}: wall", seconds, SECONDS, "s")
    verdicts.at_most(f"{who}: worker", megabytes, MEGABYTES, "MB")
    verdicts.at_most(f"{who}: longest silence", silence, SILENCE, "s")
    verdicts.at_least(f"{who}: notices", notices, count)


if __name__ == "__main__":
    main()
