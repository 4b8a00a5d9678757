"""Who of the staff is too near to a resident to decide anything about him."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import DeclaredRelation, Person
from blk_portal.shared.errors import DomainError


@transaction.atomic
def declare_relation(person, *, user, kind):
    """Keep ``user`` away from ``person`` from now on; repeating it changes nothing.

    Raise ``DomainError`` for one's own person, who is kept away without a word.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.user_id == user.pk:
        raise DomainError(_("This is you. Your own file is never shown to you at the desk."))
    relation, _is_new = DeclaredRelation.objects.standing().get_or_create(
        user=user, person=person, defaults={"kind": kind}
    )
    return relation


def refuse_if_near(*person_pks, actor):
    """Raise ``DomainError`` if ``actor`` decides nothing about one of these persons.

    So it is with himself, his family card, and those to whom he declared a relation. The portal
    itself (``None``) is near to nobody.
    """
    if actor is not None and Person.objects.near_to(actor).filter(pk__in=person_pks).exists():
        raise DomainError(
            _(
                "This is about you, your own Family Card or somebody to whom you declared a "
                "relation. Ask a colleague."
            )
        )


@transaction.atomic
def end_relation(relation, *, actor, reason):
    """Let a declared relation end; only somebody else than who declared it can."""
    relation = DeclaredRelation.objects.select_for_update().get(pk=relation.pk)
    if relation.user_id == actor.pk:
        raise DomainError(_("Somebody else must end what you declared yourself."))
    if relation.ended_at:
        raise DomainError(_("This relation has ended before."))
    if not reason.strip():
        raise DomainError(_("Say why the relation ends."))
    relation.ended_at, relation.ended_by = timezone.now(), actor
    relation.end_reason = reason.strip()
    relation.save(update_fields=["ended_at", "ended_by", "end_reason"])
