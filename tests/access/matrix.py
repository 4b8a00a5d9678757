from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from tests.factories import PersonFactory, UserFactory

ANONYMOUS = "anonymous"
LOGIN = "sign-in"
SIGN_IN_PATH = "/akun/masuk/"
WHO = [ANONYMOUS, *Role.values]


def everybody(answer=200):
    return {"others": answer}


def signed_in(answer=200):
    return {ANONYMOUS: LOGIN, "others": answer}


def only(*roles, answer=200, others=403):
    """``roles`` get ``answer``, strangers the sign-in page, everybody else ``others``."""
    return {ANONYMOUS: LOGIN, **{Role(role).value: answer for role in roles}, "others": others}


EVERYBODY = everybody()


@dataclass(frozen=True)
class Row:
    """What one URL answers to whom; see the package's docstring."""

    url: str
    get: dict
    post: dict
    of: str = ""
    own_get: dict | None = None
    own_post: dict | None = None
    kwargs: dict = field(default_factory=dict)
    query: str = ""
    data: dict = field(default_factory=dict)

    def expected(self, method, who, *, own):
        expectations = self.get if method == "get" else self.post
        if own:
            own_expectations = self.own_get if method == "get" else self.own_post
            expectations = own_expectations or expectations
        return expectations.get(who, expectations.get("others"))


class World:
    """One user for each role with a person each, a stranger, and the objects asked for."""

    def __init__(self, makers):
        self.makers = makers
        self.made = {}
        self.users = {role: self._person_with([role]).user for role in Role.values}
        self.stranger = self._person_with([Role.RESIDENT]).user
        self.clients = {who: Client(raise_request_exception=False) for who in WHO}
        for role, user in self.users.items():
            self.clients[role].force_login(user)

    def _person_with(self, roles):
        return PersonFactory(user=UserFactory(roles=roles))

    def kwargs(self, row, who, *, own):
        if not row.of:
            return row.kwargs
        owner = self.users[who] if own else self.stranger
        if (row.of, owner.pk) not in self.made:
            self.made[row.of, owner.pk] = self.makers[row.of](owner)
        return {**row.kwargs, **self.made[row.of, owner.pk]}

    def answer(self, row, method, who, *, own):
        """Return the response that ``who`` gets; whatever the request did is undone."""
        url = reverse(row.url, kwargs=self.kwargs(row, who, own=own)) + row.query
        client = self.clients[who]
        cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
        with transaction.atomic():
            response = getattr(client, method)(url, row.data if method == "post" else None)
            transaction.set_rollback(True)
        client.cookies = cookies
        return response

    def ask(self, row, method, who, *, own):
        """Return the status that ``who`` gets, or ``LOGIN``."""
        response = self.answer(row, method, who, own=own)
        if response.status_code == 302 and response["Location"].startswith(SIGN_IN_PATH):
            return LOGIN
        return response.status_code


def wrong_answers(world, rows):
    """Every answer that differs from its row, as readable lines."""
    wrong = []
    for row in rows:
        for who in WHO:
            for own in [False, True] if row.of and who != ANONYMOUS else [False]:
                for method in ["get", "post"]:
                    expected = row.expected(method, who, own=own)
                    answer = world.ask(row, method, who, own=own)
                    if answer not in (expected if isinstance(expected, tuple) else [expected]):
                        whose = ("own " if own else "foreign ") if row.of else ""
                        wrong.append(
                            f"{method.upper()} {whose}{row.url} as {who}: "
                            f"{answer}, expected {expected}"
                        )
    return wrong
