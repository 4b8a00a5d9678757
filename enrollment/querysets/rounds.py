from django.db import models
from django.db.models import F


class SelectionRoundQuerySet(models.QuerySet):
    def without_documents(self):
        """Leave the documents of many megabytes where they are until they are asked for."""
        return self.defer("problem", "list_at_closing")


class RunQuerySet(models.QuerySet):
    def before_publication(self):
        return self.filter(correction__isnull=True)

    def without_documents(self):
        """Leave problem and outcome where they are until they are asked for."""
        return self.defer("problem", "outcome")


class CorrectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(published_at__isnull=True, withdrawn_at__isnull=True)

    def published(self):
        return self.filter(published_at__isnull=False).order_by("number")


class CorrectionOptionQuerySet(models.QuerySet):
    def current(self):
        """Those of the last calculation of each correction, in the order of the rules."""
        return self.filter(calculation=F("correction__calculations"))
