"""Staff lists in the demo world, then beside 100,000 applications: ``python -m bench.lists``.

Prints CPU of this process and of its database connection, time, and SQL statements of a request.
The bounds of 50 and 250 rows are of both CPUs together, on which other work on the machine weighs
least; p95 is time. At the end the whole list is written as each kind of file, as a worker does.
``BENCH_APPLICATIONS`` makes it shorter.
"""

import django

django.setup()

import os  # noqa: E402
import resource  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from http.cookies import SimpleCookie  # noqa: E402

from django.core.files.storage import default_storage  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.choices import FileFormat, Role  # noqa: E402
from accounts.services.exports import ask_for_export, write_export  # noqa: E402
from bench import verdicts  # noqa: E402
from bench.many_applications import CODE, write_many_applications  # noqa: E402
from bench.measure import Cost  # noqa: E402
from enrollment.application_list import APPLICANTS, COLUMNS  # noqa: E402
from tests.factories import (  # noqa: E402
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)

APPLICATIONS = int(os.environ.get("BENCH_APPLICATIONS", "100000"))
WARM_UP, REPEATS = 3, 20
BOUNDS = {50: 60, 250: 200}
P95 = 300
MOST_SQL = 12
MOST_MEGABYTES = 512


def pages():
    """Return name and address of each staff list, as it is sorted and narrowed."""
    applicants = {"applicants": {}, "applicants, 250 rows": {"rows": 250}}
    applicants |= {
        f"applicants by {column.key}": {"sort": column.key} for column in COLUMNS if column.order
    }
    applicants |= {
        "applicants, one state": {"status": "submitted"},
        "applicants, one intake": {"intake": f"{CODE}-1"},
        "applicants, one class": {"batch": f"{CODE}-1-2"},
        "applicants, one kelurahan": {"kelurahan": "33.75.01.1002"},
        "applicants, one flag": {"flag": "same_card"},
        "applicants, last page": {"page": APPLICATIONS},
    }
    queue = {
        "review queue": {},
        "review queue, passed": {"status": "verified"},
        "review queue, one flag": {"flag": "priority"},
    }
    return [
        *((name, _address("application_list", query)) for name, query in applicants.items()),
        *((name, _address("queue", query)) for name, query in queue.items()),
    ]


def _address(view_name, query):
    return reverse(f"enrollment:{view_name}", query=query)


def signed_in_verifier():
    """Return the cookie of a verifier whose session has the second factor."""
    user = PersonFactory(user=UserFactory(roles=[Role.VERIFIER])).user
    client = Client()
    client.force_login(user, backend="accounts.backends.PasswordBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return client.cookies


def cost_of(path, cookies: SimpleCookie):
    handler, cost = WSGIHandler(), Cost()
    sent = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    for number in range(WARM_UP + REPEATS):
        environ = RequestFactory().get(path, HTTP_COOKIE=sent).environ
        answered = []
        measured = cost if number >= WARM_UP else Cost()
        with measured.of_one_request():
            response = handler(environ, lambda status, headers: answered.append(status))  # noqa: B023
            body = b"".join(response)
        response.close()
        if not answered[0].startswith("200"):
            raise RuntimeError(f"{path} answered {answered[0]}")
        cost.size = len(body)
    return cost


def cpu_of_database():
    """Return milliseconds of CPU that this connection's process of the database has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with open(f"/proc/{pid}/stat") as stat:
        ticks = map(int, stat.read().rpartition(")")[2].split()[11:13])
    return 1000 * sum(ticks) / os.sysconf("SC_CLK_TCK")


def report(cookies, wanted):
    print(f"{'page':32}  CPU ms  database ms  p95 ms  SQL     KB")
    costs = {}
    for name, path in wanted:
        before = cpu_of_database()
        cost = costs[name] = cost_of(path, cookies)
        cost.database = (cpu_of_database() - before) / (WARM_UP + REPEATS)
        print(
            f"{name:32} {cost.mean_cpu:7.1f} {cost.database:12.1f}"
            f" {cost.p95:7.1f} {cost.sql:4} {cost.size / 1024:6.1f}",
            flush=True,
        )
    return costs


def report_files():
    """Write all applicants with every column that a training manager may take."""
    user = UserFactory(roles=[Role.TRAINING_MANAGER])
    columns = [column.key for column in APPLICANTS.columns_for(user)]
    print(f"\n{'file':8}   rows  CPU s  database s      s     MB  memory MB")
    for kind in FileFormat:
        export = ask_for_export(
            APPLICANTS,
            user=user,
            query=QueryDict(),
            columns=columns,
            format=kind,
            reason="Bench",
            submission_key=uuid.uuid4(),
        )
        began, cpu, database = time.perf_counter(), time.process_time(), cpu_of_database()
        export = write_export(export)
        database = (cpu_of_database() - database) / 1000
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{kind:8} {export.row_count:6} {time.process_time() - cpu:6.1f} {database:11.1f}"
            f" {time.perf_counter() - began:6.1f} {export.size / 1024**2:6.1f} {memory:10.0f}",
            flush=True,
        )
        verdicts.at_most(f"{kind} of all applicants: memory", memory, MOST_MEGABYTES, "MB")
        default_storage.delete(export.stored_name)


def main():
    for factory in [
        *(TrainingProgramFactory, IntakeFactory, BatchFactory, UserFactory, PersonFactory)
    ]:
        factory.reset_sequence(int(time.time()) % 10**7)
    connection.settings_dict["CONN_MAX_AGE"] = None  # one process of the database to the end
    cookies = signed_in_verifier()
    small = {"applicants": 50, "applicants, 250 rows": 250, "review queue": 50}
    print("the demo world")
    costs = report(cookies, [(name, path) for name, path in pages() if name in small])
    for name, rows in small.items():
        cpu = costs[name].mean_cpu + costs[name].database
        verdicts.at_most(f"{name}, demo world: CPU with the database", cpu, BOUNDS[rows], "ms")

    write_many_applications(APPLICATIONS)
    print(f"\n{APPLICATIONS} applications more")
    costs = report(cookies, pages())
    slowest = max(costs, key=lambda name: costs[name].p95)
    for name in dict.fromkeys(["applicants", "applicants, 250 rows", "review queue", slowest]):
        verdicts.at_most(f"{name}, {APPLICATIONS} applications: p95", costs[name].p95, P95, "ms")
    verdicts.at_most("staff lists: SQL", max(cost.sql for cost in costs.values()), MOST_SQL)
    report_files()


if __name__ == "__main__":
    main()
