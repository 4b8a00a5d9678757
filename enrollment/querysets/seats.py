from django.db import models


class SeatQuerySet(models.QuerySet):
    def taken(self):
        return self.filter(released_at__isnull=True)


class OfferQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)
