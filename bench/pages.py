"""Measure public pages and a whole application: ``make bench``, which prepares the demo world.

Prints CPU milliseconds and SQL statements of one request in this process; for public pages also
requests per second and p95 of a real server, beside the floor of a one-query Django view.
"""

import django

django.setup()

from collections import defaultdict  # noqa: E402

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402

from bench import floor_settings  # noqa: E402
from bench.application_flow import apply  # noqa: E402
from bench.measure import Cost, load, server  # noqa: E402
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
    with server("bench.floor_settings") as port:
        loads = {FLOOR[0]: load(port, FLOOR[1])}
    with server("bench.settings") as port:
        loads |= {name: load(port, path) for name, path in pages}

    print("public page           CPU ms   SQL     KB   req/s   p95 ms   of the floor's rate")
    for name, cost in costs.items():
        rate, p95 = loads[name]
        print(
            f"{name:20} {cost.mean_cpu:7.2f} {cost.sql:5} {cost.size / 1024:6.1f} {rate:7.0f}"
            f" {p95:8.1f} {rate / loads[FLOOR[0]][0]:10.0%}",
            flush=True,
        )


def cost_of(path):
    """Return the cost of a page through the whole stack, without server and client."""
    handler, cost = WSGIHandler(), Cost()
    for _ in range(WARM_UP):
        body_of(handler, path)
    for _ in range(REPEATS):
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
    apply(visitor(Client(), defaultdict(Cost)))
    costs = defaultdict(Cost)
    whole = []
    for _ in range(APPLICATIONS):
        before = sum(sum(cost.cpu) for cost in costs.values())
        apply(visitor(Client(), costs))
        whole.append(sum(sum(cost.cpu) for cost in costs.values()) - before)

    print("\nstep of an application     CPU ms   SQL   req/s   p95 ms   (one process)")
    for name, cost in costs.items():
        print(f"{name:25} {cost.mean_cpu:7.2f} {cost.sql:5} {cost.rate:7.0f} {cost.p95:8.1f}")
    requests = sum(len(cost.cpu) for cost in costs.values()) // APPLICATIONS
    print(
        f"whole application: {sum(whole) / len(whole):.0f} ms CPU in {requests} requests, without "
        "the password hash, with the test client's own share"
    )


def visitor(client, costs):
    """Return the function by which ``apply`` makes its requests."""

    def visit(name, method, url, data=None):
        with costs[name].of_one_request():
            response = getattr(client, method)(url, data)
            response.content if not response.streaming else b"".join(response)
        if response.status_code not in (200, 302):
            raise RuntimeError(f"{method} {url} answered {response.status_code}")
        return response

    return visit


if __name__ == "__main__":
    bench_public_pages()
    bench_application()
