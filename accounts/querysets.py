from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Now, TruncDate
from pghistory.models import Event

from accounts.choices import STAFF_ROLES, DataRequestStatus, DocumentStatus, MergeStatus


class UserQuerySet(models.QuerySet):
    def with_names_of_roles(self):
        """Add the groups of each user, and whether they are acting head today."""
        names = Group.objects.filter(user=models.OuterRef("pk")).values("name")
        today = TruncDate(Now())
        appointments = self.model.acting_head_of.rel.related_model.objects.filter(
            user=models.OuterRef("pk"), ended_at=None, starts_on__lte=today, ends_on__gte=today
        )
        return self.annotate(
            names_of_roles=ArraySubquery(names), is_acting_head=models.Exists(appointments)
        )

    def staff(self):
        """Everybody who has a role of staff, or had one once."""
        return self.filter(
            models.Q(groups__name__in=STAFF_ROLES) | models.Q(events__act="created")
        ).distinct()

    def helped_by(self, user):
        """Residents at the counter: no staff, and not the user's own family card."""
        near = self.model.person.related.related_model.objects.near_to(user)
        return (
            self.filter(is_active=True, is_superuser=False)
            .exclude(groups__name__in=STAFF_ROLES)
            .exclude(pk=user.pk)
            .exclude(person__in=near.values("pk"))
        )


class PersonQuerySet(models.QuerySet):
    def with_nik_digests(self, digests):
        """Persons found by ``digests``, pairs ``(key_version, digest)`` of one NIK."""
        one_of_them = models.Q(pk__in=[])
        for version, digest in digests:
            one_of_them |= models.Q(nik_indexes__key_version=version, nik_indexes__digest=digest)
        return self.filter(one_of_them).distinct()

    def with_nik_or(self, digests, **own):
        """Whoever holds one of ``digests``, and the person found by ``own``, in order of keys."""
        holders = self.model.objects.with_nik_digests(digests).order_by().values("pk")
        return self.filter(models.Q(pk__in=holders) | models.Q(**own)).order_by("pk")

    def without_account_for(self, user):
        """Whom ``user`` may give an account: persons without one who are not near to him."""
        near = self.model.objects.near_to(user)
        return (
            self.filter(user=None, erased_at=None).exclude(nik="").exclude(pk__in=near.values("pk"))
        )

    def same_as(self, person):
        """The record of ``person`` and those that became part of it, whose history stays there."""
        return self.filter(models.Q(pk=person.pk) | models.Q(merged_into=person.pk))

    def in_use(self):
        """Everybody but those who had their data put away."""
        return self.filter(restricted_at__isnull=True)

    def near_to(self, user):
        """Whom the user decides nothing about.

        His own person, everybody on the same family card, and those to whom he declared a
        relation.
        """
        people = self.model.objects.order_by()
        cards = self.model.kk_indexes.rel.related_model.objects.order_by()
        declared = self.model.declared_relations.rel.related_model.objects.order_by()
        own_cards = cards.filter(person__user=user)
        # A union is found by indexes, where one condition with "or" would read every person.
        near = (
            people.filter(user=user)
            .values("pk")
            .union(
                cards.filter(digest__in=own_cards.values("digest")).values("person"),
                declared.standing().filter(user=user).values("person"),
            )
        )
        return self.filter(pk__in=near)


class PersonMergeQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(status=MergeStatus.PROPOSED)

    def done(self):
        return self.filter(status=MergeStatus.DONE)

    def not_dropped(self):
        return self.exclude(status=MergeStatus.DROPPED)

    def between(self, one, other):
        return self.filter(kept__in=[one, other], gone__in=[one, other])

    def of_any(self, *persons):
        """Those in which one of ``persons`` takes part."""
        return self.filter(models.Q(kept__in=persons) | models.Q(gone__in=persons))


class DeclaredRelationQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at__isnull=True)


class ActivationSlipQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(person=person)

    def unused(self):
        """Neither used nor replaced by a newer one; the time may be over."""
        return self.filter(used_at__isnull=True, replaced_at__isnull=True)

    def with_digests(self, digests):
        """Slips found by ``digests``, pairs ``(key_version, digest)`` of one code."""
        one_of_them = models.Q(pk__in=[])
        for version, digest in digests:
            one_of_them |= models.Q(key_version=version, digest=digest)
        return self.filter(one_of_them)


class DocumentQuerySet(models.QuerySet):
    def current(self):
        return self.exclude(status=DocumentStatus.REMOVED)

    def belonging_to(self, user):
        return self.filter(person__user=user)

    def not_evidence(self):
        """Papers to which nothing refers but the log of who opened them and their history."""
        for relation in self.model._meta.related_objects:
            is_history = issubclass(relation.related_model, Event)
            if relation.name != "accesses" and not is_history:
                self = self.filter(**{f"{relation.name}__isnull": True})
        return self


class ConsentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_at__isnull=True)


class HelpSessionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def idle_since(self, moment):
        return self.open().filter(last_used_at__lt=moment)

    def by(self, user):
        return self.filter(helper=user)


class HistoryCheckQuerySet(models.QuerySet):
    def that_settle(self):
        """Those after which it is known how history stands: it differed, or all of it was read."""
        return self.filter(models.Q(is_whole=True) | ~models.Q(differing_table=""))


class ListExportQuerySet(models.QuerySet):
    def belonging_to(self, user):
        return self.filter(user=user)

    def not_over(self):
        """Those that still wait for a worker, or are being written."""
        return self.filter(written_at__isnull=True, refusal="")

    def with_a_file(self):
        return self.filter(written_at__isnull=False, removed_at__isnull=True)


class DataRequestQuerySet(models.QuerySet):
    def belonging_to(self, user):
        return self.filter(person__user=user)

    def open(self):
        return self.filter(status=DataRequestStatus.OPEN)

    def not_done(self):
        """Neither refused, taken back nor carried out."""
        return self.filter(
            models.Q(status=DataRequestStatus.OPEN)
            | models.Q(status=DataRequestStatus.ACCEPTED, done_at__isnull=True)
        )

    def decidable_by(self, user):
        """Requests of others: never the user's own, nor those of his family card."""
        near = self.model.person.field.related_model.objects.near_to(user)
        return self.exclude(person__in=near.values("pk"))

    def oldest_first(self):
        return self.order_by("received_at", "pk")
