from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from enrollment.choices import EventType


class SeatQuerySet(models.QuerySet):
    def taken(self):
        return self.filter(released_at__isnull=True)

    def confirmed(self):
        """Those whose holders said, since they have them, that they stay."""
        steps = apps.get_model("enrollment", "PromotionStep").objects.filter(
            type=EventType.CONFIRM,
            application=OuterRef("application"),
            recorded_at__gte=OuterRef("taken_at"),
        )
        return self.filter(Exists(steps.order_by()))


class OfferQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)
