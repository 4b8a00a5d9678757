"""Two entries side by side: what is the same, what differs, and what each applied for."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.names import name_key
from blk_portal.shared.formats import long_date, long_datetime, phone
from blk_portal.shared.models import StatusChange
from enrollment.choices import Match, PairReason, PairStatus
from enrollment.models import Application, DuplicatePair

SAME, NEAR, DIFFERENT, MISSING, TOLD = "same", "near", "different", "missing", "told"


@dataclass(frozen=True)
class Compared:
    label: str
    first: str
    second: str
    state: str

    @property
    def is_same(self):
        return self.state in (SAME, NEAR)

    @property
    def words(self):
        return {
            SAME: _("same"),
            NEAR: _("nearly the same"),
            DIFFERENT: _("differs"),
            MISSING: _("not known of both"),
            TOLD: "",
        }[self.state]


@dataclass(frozen=True)
class Event:
    when: object
    words: str
    by: str
    why: str
    note: str


def pair_context(pair, user):
    """Everything that the page of one pair shows."""
    applications = list(
        Application.objects.submitted()
        .filter(person__in=[pair.first_id, pair.second_id])
        .select_related("intake", "entered_by")
        .order_by("-submitted_at")
    )
    reviewable = set(
        Application.objects.reviewable_by(user)
        .filter(pk__in=[row.pk for row in applications])
        .values_list("pk", flat=True)
    )
    return {
        "pair": pair,
        "rows": compared(pair),
        "applications": [
            (person, [row for row in applications if row.person_id == person.pk])
            for person in (pair.first, pair.second)
            if not person.merged_into_id
        ],
        "reviewable": reviewable,
        "events": history_of(pair),
        "following": DuplicatePair.objects.open()
        .decidable_by(user)
        .filter(is_likely=pair.is_likely)
        .exclude(pk=pair.pk)
        .first(),
    }


def excludable(pair):
    """Applications of either person beside which the other has one in the same intake."""
    rows = list(
        Application.objects.live()
        .submitted()
        .filter(person__in=[pair.first_id, pair.second_id])
        .select_related("intake")
        .order_by("intake", "submitted_at")
    )
    intakes = [row.intake_id for row in rows]
    return [row for row in rows if intakes.count(row.intake_id) > 1]


def compared(pair):
    """Compare what the register holds of both; identity numbers stay masked."""
    one, other = pair.first, pair.second
    return [
        _name_row(pair),
        _row(_label("birth_date"), _date(one.birth_date), _date(other.birth_date)),
        _row(_label("birth_place"), one.birth_place, other.birth_place, near=str.casefold),
        _row(_label("gender"), one.get_gender_display(), other.get_gender_display()),
        _row(_label("phone"), _phone(one.phone), _phone(other.phone)),
        _row(_label("nik"), one.nik_masked, other.nik_masked, are_same=one.nik == other.nik),
        _row(_label("kk"), one.kk_masked, other.kk_masked, are_same=one.kk == other.kk),
        _row(_label("address"), _address(one), _address(other), near=str.casefold),
        _row(_label("kelurahan"), str(one.kelurahan or ""), str(other.kelurahan or "")),
        Compared(_("Account"), _account(one), _account(other), TOLD),
        Compared(
            _("Entered in the register"),
            long_datetime(one.created_at),
            long_datetime(other.created_at),
            TOLD,
        ),
        Compared(_("Identity checked"), _checked(one), _checked(other), TOLD),
    ]


def history_of(pair):
    """Return what happened to a pair, the newest first."""
    return [
        Event(
            change.at,
            str(PairStatus(change.to_status).label),
            str(change.actor) if change.actor else _("The portal"),
            _why(change.reason),
            change.note,
        )
        for change in StatusChange.objects.of(pair).select_related("actor").reverse()
    ]


def _why(reason):
    if reason == "new_match":
        return _("Something new came up")
    return str(PairReason(reason).label) if reason in PairReason.values else ""


def _name_row(pair):
    """The names, nearly the same as the rules see it."""
    row = _row(_label("full_name"), pair.first.full_name, pair.second.full_name, near=name_key)
    is_near = row.state == DIFFERENT and Match.PART_OF_NAME in pair.matches
    return replace(row, state=NEAR) if is_near else row


def _row(label, first, second, *, near=None, are_same=None):
    if not first or not second:
        state = MISSING
    elif first == second if are_same is None else are_same:
        state = SAME
    elif near and near(first) == near(second):
        state = NEAR
    else:
        state = DIFFERENT
    return Compared(label, first or "–", second or "–", state)


def _label(field):
    return str(Person._meta.get_field(field).verbose_name)


def _date(day):
    return long_date(day) if day else ""


def _phone(number):
    return phone(number) if number else ""


def _address(person):
    rt_rw = f"RT {person.rt} RW {person.rw}" if person.rt or person.rw else ""
    return ", ".join(part for part in (person.address, rt_rw) if part)


def _account(person):
    return _("Has an account") if person.user_id else _("Entered by staff, no account")


def _checked(person):
    at = person.identity_verified_at
    return long_date(at) if at else _("Not yet")
