import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class FundingSource(models.Model):
    """Whose money: the city's APBD, the Province, the tobacco excise (DBHCHT), APBN."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(_("Fund"), max_length=80)
    legal_basis = models.CharField(_("Legal basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Budget(models.Model):
    """A fund's ceiling for training in one fiscal year, in rupiah."""

    fund = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="budgets")
    fiscal_year = models.PositiveSmallIntegerField(_("Fiscal year"))
    amount = models.DecimalField(_("Ceiling (Rp)"), max_digits=15, decimal_places=2)
    legal_basis = models.CharField(_("Legal basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["-fiscal_year", "fund"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "fiscal_year"], name="one_budget_per_fund_and_year"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.fund_id} {self.fiscal_year}"
