"""Whose money, and how much of it a year."""

from django.db import transaction

from blk_portal.shared.late_saves import refuse_late_save, version_of
from programs.models import Budget, FundingSource


@transaction.atomic
def edit_fund(fund, *, name, legal_basis, budgets, seen=None):
    """Change a fund and set its yearly ceilings to ``budgets``; years left out are removed.

    ``seen`` is the version that the page showed; ``SavedMeanwhile`` if it is another one now.
    """
    fund = FundingSource.objects.select_for_update().get(pk=fund.pk)
    refuse_late_save(seen, version_of_fund(fund))
    fund.name, fund.legal_basis = name, legal_basis
    fund.save(update_fields=["name", "legal_basis"])
    fund.budgets.exclude(fiscal_year__in=[budget["fiscal_year"] for budget in budgets]).delete()
    for budget in budgets:
        Budget.objects.update_or_create(
            fund=fund,
            fiscal_year=budget["fiscal_year"],
            defaults={"amount": budget["amount"], "legal_basis": budget["legal_basis"]},
        )
    return fund


def version_of_fund(fund):
    """Return the mark of a fund with its yearly ceilings."""
    return version_of(fund, *fund.budgets.order_by("fiscal_year"))
