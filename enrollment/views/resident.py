"""A resident's applications: begin one, see them all, open one."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import resident_page
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Choice
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.services.application_file import read_file
from enrollment.services.applications import start_application
from enrollment.services.wishes import begin_list_with
from enrollment.status_words import heading_of
from enrollment.task_list import is_untouched, next_url, saved_words, task_groups
from enrollment.views.own import own_application
from enrollment.views.resident_status import status_page
from programs.models import Intake


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, code):
    """Open the user's application in the intake, or begin it; reached by a link after sign-in.

    ``?kelas=`` names the class whose page led here, which then stands first on the list.
    """
    intake = get_object_or_404(Intake.objects.public(), code=code)
    if request.acting.is_helping and request.method != "POST":
        return render(request, "enrollment/assisted/start.html", {"intake": intake})
    try:
        application = start_application(intake, user=request.user, client=request.acting.client)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(intake)
    named = request.GET.get("kelas")
    if named and (batch := intake.batches.filter(code=named).first()):
        begin_list_with(application, batch, actor=request.user)
    return redirect(application)


@resident_page
@require_safe
def my_applications(request):
    """List the user's applications, newest first."""
    applications = (
        request.acting.reach(Application.objects)
        .select_related("intake")
        .prefetch_related(Prefetch("choices", Choice.objects.select_related("batch__program")))
        .distinct()
    )
    rows = [
        {
            "application": application,
            "heading": heading_of(application),
            "wishes": ", ".join(wish.batch.program.title for wish in application.choices.all()),
        }
        for application in applications
    ]
    return render(request, "enrollment/resident/my_applications.html", {"rows": rows})


@resident_page
@require_safe
def application(request, pk):
    """Show the task list of a draft, or the status page of what was sent."""
    application = own_application(
        request, pk, ApplicationQuerySet.with_origin, ApplicationQuerySet.with_state_of_round
    )
    if application.status != ApplicationStatus.DRAFT:
        return status_page(request, application)
    file = read_file(application)
    return render(
        request,
        "enrollment/resident/task_list.html",
        {
            "application": application,
            "file": file,
            "groups": task_groups(file),
            "next_part": next(iter(file.unanswered), None),
            "next_url": next_url(file),
            "saved": saved_words(application),
            "is_prefilled": bool(application.education) and is_untouched(application),
        },
    )
