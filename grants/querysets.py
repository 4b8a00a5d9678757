from django.apps import apps
from django.db import models
from django.db.models import Q

from grants.choices import RequestStatus

PENDING = [RequestStatus.SUBMITTED, RequestStatus.CHECKED]


class GrantRequestQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(status__in=PENDING)

    def granted(self):
        return self.filter(status=RequestStatus.GRANTED)

    def reaching(self, persons):
        """Asked for by one of ``persons``, or for a group that one of them leads or belongs to."""
        groups = self.model.group.field.related_model.objects
        theirs = groups.filter(Q(leader__in=persons) | Q(members__in=persons))
        return self.filter(Q(person__in=persons) | Q(group__in=theirs.values("pk")))

    def counting_as_repeat(self):
        """Whatever was given or may still be given."""
        return self.filter(status__in=[*PENDING, RequestStatus.GRANTED])

    def around_year(self, fiscal_year):
        """Of the fiscal year, the one before it and the one after it."""
        return self.filter(
            grant_round__fiscal_year__range=(fiscal_year - 1, fiscal_year + 1),
        )

    def concerning(self, persons, household, *, group=None, nib=""):
        """Of these persons or their household, alone or in a group, of this group or business."""
        concerned = Q(person__in=persons) | Q(person__in=household)
        for role in ("leader", "members"):
            concerned |= Q(**{f"group__{role}__in": persons})
            concerned |= Q(**{f"group__{role}__in": household})
        if group:
            concerned |= Q(group=group)
        if nib:
            concerned |= Q(nib=nib)
        return self.filter(concerned).distinct()

    def not_of(self, household):
        """Without those that reach ``household``: nobody meets a file of family or own group."""
        return self.exclude(pk__in=_requests_reaching(household))

    def with_what_a_list_shows(self):
        return self.select_related(
            "grant_round",
            "person__kelurahan",
            "participation__batch__program",
            "field_verification",
            "grant__handover",
        )

    def with_what_the_page_shows(self):
        return (
            self.with_what_a_list_shows()
            .select_related("grant_round__fund", "group", "override_by", "grant__fund")
            .prefetch_related(
                "group__members", "grant__items", "grant__visits__photos", "grant__handover__photos"
            )
        )

    def counts(self):
        """How many there are by status, in the order of the office."""
        found = dict(self.order_by().values_list("status").annotate(models.Count("pk")))
        return [(status, found.get(status, 0)) for status in RequestStatus]


class MonitoringVisitQuerySet(models.QuerySet):
    def not_of(self, household):
        return self.exclude(grant__request__in=_requests_reaching(household))

    def with_what_a_list_shows(self):
        return self.select_related(
            "grant__handover", "grant__request__grant_round", "grant__request__person__kelurahan"
        )

    def open(self):
        return self.filter(visited_on__isnull=True)

    def due(self, today):
        return self.open().filter(due_on__lte=today)

    def made(self):
        return self.filter(visited_on__isnull=False)


class HandoverPhotoQuerySet(models.QuerySet):
    def not_of(self, household):
        return self.exclude(handover__grant__request__in=_requests_reaching(household))


class VisitPhotoQuerySet(models.QuerySet):
    def not_of(self, household):
        return self.exclude(visit__grant__request__in=_requests_reaching(household))


def _requests_reaching(persons):
    return apps.get_model("grants", "GrantRequest").objects.reaching(persons).values("pk")
