"""Where each app says what it holds about a person, and how it lets go of it.

Every app has a module ``personal_data`` that calls ``register`` once; it is found when the
portal starts. ``accounts`` calls the registry and need not know the apps that come later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from blk_portal.shared.retention import Line


@dataclass(frozen=True)
class Record:
    """One thing that is held: a title and ``(label, value)`` pairs, all in words."""

    title: str
    facts: list


@dataclass(frozen=True)
class Section:
    """What one app holds of one kind: ``records(person)`` reads it. ``key`` stands in addresses."""

    key: str
    title: str | Promise
    records: Callable


@dataclass(frozen=True)
class Hold:
    """Why a person cannot be erased yet; ``until`` is ``None`` while the end is not known."""

    text: str
    until: datetime | None = None


@dataclass(frozen=True)
class Sweep:
    """What goes when one line of the retention table has run out.

    ``find(before)`` gives the rows (a queryset), ``forget(rows, before)`` lets go of them and
    returns how many they were.
    """

    line: Line
    find: Callable
    forget: Callable


@dataclass(frozen=True)
class Follows:
    """Rows that go along when two records of one person become one.

    ``relation`` is "app.Model.field"; with a ``title`` a page counts them. ``stays(kept, gone)`` is
    the condition of rows that are left behind, because the other record has the like.
    ``move(rows, kept)`` moves them where one update of the field does not do. Rows ``of_account``
    hang on the account and follow it.
    """

    relation: str
    title: str | Promise = ""
    stays: Callable | None = None
    move: Callable | None = None
    of_account: bool = False


@dataclass(frozen=True)
class Merging:
    """What an app does when two records of the register become one.

    ``follows`` move; ``stays`` maps each other relation to the reason why its rows stay where
    they are. ``lock(persons)`` locks what the app decides about, ``obstacles(kept, gone)`` says
    in words what keeps the two apart for now, ``prepare(kept, gone, actor)`` ends what cannot
    stand twice before anything moves, and ``settle(kept)`` does what is left to do after it.
    """

    follows: list = field(default_factory=list)
    stays: dict = field(default_factory=dict)
    lock: Callable = lambda persons: None
    obstacles: Callable = lambda kept, gone: []
    prepare: Callable = lambda kept, gone, actor: None
    settle: Callable = lambda kept: None


@dataclass(frozen=True)
class Provider:
    """What an app does with personal data.

    ``sections`` say what it holds; ``erase(person)`` leaves figures only and runs inside a
    transaction; ``let_go(person)`` deletes what need not be kept while the rest must be, once
    nothing runs; ``kept(now)`` gives the ids of persons that the app must keep (a queryset);
    ``holds(person, now)`` says the same of one person in words; ``in_use(person)`` is the
    sentence why checked data may not change now, or ""; ``index_anew()`` writes blind indexes with
    the newest key; ``running()`` gives the ids of persons in a
    procedure that is not over, whom no sweep touches; ``lets_go`` says what its erasing rewrites in
    append-only tables; ``merging`` is what happens when somebody was registered twice.
    """

    app: str
    sections: list = field(default_factory=list)
    erase: Callable = lambda person: None
    let_go: Callable = lambda person: None
    kept: Callable | None = None
    running: Callable | None = None
    holds: Callable = lambda person, now: []
    in_use: Callable = lambda person: ""
    index_anew: Callable = lambda: None
    sweeps: list = field(default_factory=list)
    lets_go: list = field(default_factory=list)
    tell: Callable | None = None
    merging: Merging = field(default_factory=Merging)


_providers = {}


def register(provider):
    _providers[provider.app] = provider


def providers():
    """Those who were registered, in the order of the apps."""
    return list(_providers.values())


def sections():
    """Every section of every app, in the order of the apps."""
    return [section for provider in providers() for section in provider.sections]


def collect(person):
    """Return ``{section: its records}`` of all that the portal holds about ``person``."""
    return {section: section.records(person) for section in sections()}


def holds(person, now):
    return [hold for provider in providers() for hold in provider.holds(person, now)]


def in_use(person):
    """Why checked data of ``person`` may not change now, or an empty string."""
    return next(filter(None, (provider.in_use(person) for provider in providers())), "")


def kept_by_none(people, now):
    """Of ``people`` (a queryset) those whom no app must keep."""
    for provider in providers():
        if provider.kept:
            people = people.exclude(pk__in=provider.kept(now))
    return people


def not_of_running_persons(rows, field="person"):
    """Of ``rows`` (a queryset) those of persons in no procedure at all."""
    for provider in providers():
        if provider.running:
            rows = rows.exclude(**{f"{field}__in": provider.running()})
    return rows


def erase(person):
    """Let every app, the last one first, keep figures only."""
    for provider in reversed(providers()):
        provider.erase(person)


def let_go(person):
    """Let every app delete what it need not keep of a person whose other data it must keep."""
    for provider in reversed(providers()):
        provider.let_go(person)


def let_go_of_history():
    """Return ``{table: what it lets go of}`` for append-only tables that erasing rewrites."""
    return {part.table: part for provider in providers() for part in provider.lets_go}


def tell(person, kind, *, context, event_key, link=""):
    """Let the app that sends messages tell ``person``."""
    for provider in providers():
        if provider.tell:
            provider.tell(person, kind, context=context, event_key=event_key, link=link)
