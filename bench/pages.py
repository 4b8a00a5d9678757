"""Measure public pages and a whole application: ``make bench``, which prepares the demo world.

Prints CPU milliseconds and SQL statements of one request in this process, counted inside the
server's handler alone. Public pages are measured as a visitor gets them (kept) and made anew for
every request, with requests per second and p95 of a real server; beside them the floor, a
one-query Django view.
"""

import django

django.setup()

import os  # noqa: E402
from collections import defaultdict  # noqa: E402

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402

from accounts.models import User  # noqa: E402
from bench import floor_settings, verdicts  # noqa: E402
from bench.application_flow import apply  # noqa: E402
from bench.measure import Cost, load, server  # noqa: E402
from bench.opening_day import children  # noqa: E402
from programs import kept_pages  # noqa: E402
from programs.models import Batch, Intake, TrainingProgram  # noqa: E402

WARM_UP = 10
REPEATS = 100
APPLICATIONS = 15
FLOOR = ("floor: one query", "/")


def public_pages():
    """Return name and address of each public page; add new ones here."""
    return [
        ("landing", "/"),
        ("programmes", "/program/"),
        ("programme", TrainingProgram.objects.first().get_absolute_url()),
        ("class", Batch.objects.public().first().get_absolute_url()),
        ("open intake", Intake.objects.open().first().get_absolute_url()),
        ("coming intake", Intake.objects.upcoming().first().get_absolute_url()),
        ("help", "/bantuan/"),
    ]


def bench_public_pages():
    with override_settings(MIDDLEWARE=floor_settings.MIDDLEWARE, ROOT_URLCONF="bench.floor"):
        costs = {FLOOR[0]: cost_of(FLOOR[1])}
    pages = public_pages()
    costs |= {name: cost_of(path) for name, path in pages}
    anew = {name: cost_of(path, kept_pages.forget) for name, path in pages}
    with server("bench.floor_settings") as port:
        loads = {FLOOR[0]: load(port, FLOOR[1])}
    with server("bench.settings") as port:
        loads |= {name: load(port, path) for name, path in pages}

    floor_cost, floor_rate = costs[FLOOR[0]], loads[FLOOR[0]][0]
    print("public page             kept: CPU ms  SQL  req/s  p95 ms  of the floor's rate", end="")
    print("   anew: CPU ms  SQL  of the floor's rate     KB")
    for name, cost in costs.items():
        rate, p95 = loads[name]
        made = anew.get(name, cost)
        print(
            f"{name:20} {cost.mean_cpu:15.2f} {cost.sql:4} {rate:6.0f} {p95:7.1f}"
            f" {rate / floor_rate:20.0%} {made.mean_cpu:14.2f} {made.sql:4}"
            f" {made.rate / floor_cost.rate:20.0%} {cost.size / 1024:6.1f}",
            flush=True,
        )
    for name, cost in anew.items():
        share = 100 * cost.rate / floor_cost.rate
        verdicts.at_most(f"{name}, made anew: CPU", cost.mean_cpu, 5, "ms")
        verdicts.at_most(f"{name}, made anew: SQL", cost.sql, 5)
        verdicts.at_least(f"{name}, made anew: of a one-query view's rate", share, 40, "%")


def cost_of(path, before=lambda: None):
    """Return the cost of a page through the whole stack, without server and client.

    ``before`` is done ahead of each request and not counted.
    """
    handler, cost = WSGIHandler(), Cost()
    for _ in range(WARM_UP):
        body_of(handler, path)
    for _ in range(REPEATS):
        before()
        with cost.of_one_request():
            body = body_of(handler, path)
    cost.size = len(body)
    return cost


def body_of(handler, path):
    answered = []
    response = handler(
        RequestFactory().get(path).environ, lambda status, headers: answered.append(status)
    )
    body = b"".join(response)
    response.close()
    if not answered[0].startswith("200"):
        raise RuntimeError(f"{path} answered {answered[0]}")
    return body


def bench_application():
    apply(visitor(defaultdict(Cost)))
    costs, opening = defaultdict(Cost), cpu_of_children()
    for _ in range(APPLICATIONS):
        apply(visitor(costs))
    opening = (cpu_of_children() - opening) / APPLICATIONS
    whole = sum(sum(cost.cpu) for cost in costs.values()) / APPLICATIONS

    print("\nstep of an application     CPU ms   SQL   req/s   p95 ms   (one process)")
    for name, cost in costs.items():
        print(f"{name:25} {cost.mean_cpu:7.2f} {cost.sql:5} {cost.rate:7.0f} {cost.p95:8.1f}")
    requests = sum(len(cost.cpu) for cost in costs.values()) // APPLICATIONS
    floor = cost_of_signed_in_floor().mean_cpu
    print(
        f"whole application: {whole:.0f} ms CPU in {requests} requests without the password hash, "
        f"and {opening:.0f} ms in the process that opens the files\n"
        f"floor: a one-query view for somebody signed in takes {floor:.2f} ms, "
        f"{requests} of them {floor * requests:.0f} ms"
    )
    verdicts.at_most("whole application, requests: CPU", whole, 100, "ms")
    verdicts.at_most("whole application, files opened too: CPU", whole + opening, 100, "ms")
    verdicts.at_most(
        "whole application, dearest request: SQL", max(c.sql for c in costs.values()), 8
    )


def cost_of_signed_in_floor():
    """Return the cost of the floor's view behind the portal's own middleware and sign-in."""
    client = Client()
    client.force_login(User.objects.order_by("pk").last())
    signed_in = visitor(costs := defaultdict(Cost), client)
    with override_settings(ROOT_URLCONF="bench.floor"):
        for _ in range(REPEATS):
            signed_in("floor", "get", "/")
    return costs["floor"]


def cpu_of_children():
    """Return milliseconds of the process that opens uploads and of those that it forked."""
    ticks = 0
    for pid in children(os.getpid()):
        with open(f"/proc/{pid}/stat") as stat:
            ticks += sum(map(int, stat.read().rpartition(")")[2].split()[11:15]))
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def visitor(costs, client=None):
    """Return the function by which ``apply`` makes its requests; only the handler's work counts."""
    client = client or Client()
    handler = client.handler
    handler.load_middleware()

    def visit(name, method, url, data=None):
        def counted(environ):
            with costs[name].of_one_request():
                response = handler(environ)
                response.content if not response.streaming else b"".join(response)
            return response

        client.handler = counted
        response = getattr(client, method)(url, data)
        if response.status_code not in (200, 302):
            raise RuntimeError(f"{method} {url} answered {response.status_code}")
        return response

    return visit


if __name__ == "__main__":
    bench_public_pages()
    bench_application()
