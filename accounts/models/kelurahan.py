from django.db import models
from django.utils.translation import gettext_lazy as _


class Kelurahan(models.Model):
    """One of the 27 kelurahan of the city, by its Kemendagri code, and its tile on the map."""

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=60)
    kecamatan = models.CharField(max_length=60)
    kecamatan_code = models.CharField(max_length=8)
    bps_code = models.CharField(max_length=10)
    postal_code = models.CharField(max_length=5)
    tile_column = models.PositiveSmallIntegerField()
    tile_row = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["name"]
        verbose_name = _("kelurahan")

    def __str__(self):
        return self.name


class KelurahanAlias(models.Model):
    """A name by which people know a kelurahan: today's, one from before 2015, or a spelling."""

    kelurahan = models.ForeignKey(Kelurahan, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    certainty = models.CharField(max_length=10)

    class Meta:
        ordering = ["alias"]
        constraints = [
            models.UniqueConstraint(fields=["alias", "kelurahan"], name="alias_once_per_kelurahan"),
        ]

    def __str__(self):
        return self.alias
