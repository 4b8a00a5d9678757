"""Whose money, and how much of it a year."""

from django.db import transaction

from programs.models import Budget, FundingSource


@transaction.atomic
def edit_fund(fund, *, name, legal_basis, budgets):
    """Change a fund and set its yearly ceilings to ``budgets``; years left out are removed."""
    fund = FundingSource.objects.select_for_update().get(pk=fund.pk)
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
