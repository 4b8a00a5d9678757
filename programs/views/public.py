"""What anybody may read: the catalogue, the classes, the rules."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def landing(request):
    return render(request, "programs/landing.html")


@require_safe
def program_list(request):
    return render(request, "programs/program_list.html")


@require_safe
def help_page(request):
    """Answer the usual questions, and say where to find people."""
    return render(request, "programs/help.html")
