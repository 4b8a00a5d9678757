from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_answers import kept_for_staff, kept_of_staff
from accounts.policies import wording_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from notices.forms import TemplateForm
from notices.kinds import KINDS
from notices.models import MessageTemplate
from notices.services.templates import (
    preview,
    reset_template,
    restore_template,
    save_template,
    sms_parts,
    version_in_use,
)
from notices.services.wording import current_words


@wording_required
@require_safe
def template_list(request):
    """List every kind of message, and which of them have the office's own words."""
    latest = {}
    for template in MessageTemplate.objects.order_by("version"):
        latest[template.kind, template.language] = template
    rows = [
        {
            "kind": name,
            "title": kind.name,
            "urgency": kind.urgency.label,
            "languages": [
                {"code": code, "name": label, "own": _own(latest.get((name, code)))}
                for code, label in settings.LANGUAGES
            ],
        }
        for name, kind in KINDS.items()
    ]
    return render(request, "notices/staff/template_list.html", {"rows": rows})


@kept_for_staff
@wording_required
@require_http_methods(["GET", "HEAD", "POST"])
def template(request, kind, language):
    """Show the words of one kind as its reader will see them; save other ones, or reset."""
    if kind not in KINDS or language not in dict(settings.LANGUAGES):
        raise Http404
    act = request.POST.get("act", "save")
    subject, text = current_words(kind, language)
    posted = request.POST if request.method == "POST" and act != "reset" else None
    form = _form(kind, language, posted, kept_of_staff(request))
    try:
        if request.method == "POST" and act == "reset":
            reset_template(kind, language, actor=request.user)
            messages.success(request, _("The portal's own words are back."))
            return redirect("notices:template", kind, language)
        if form.is_valid():
            subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
            if act == "save":
                save_template(kind, language, **form.cleaned_data, actor=request.user)
                messages.success(request, _("The words are saved. New messages have them."))
                return redirect("notices:template", kind, language)
    except DomainError as refusal:
        show_refusal(form, refusal, lambda: [_form(kind, language, None, {})])
    shown = preview(kind, language, subject, text)
    context = {
        "kind": KINDS[kind],
        "words_language": dict(settings.LANGUAGES)[language],
        "fields": [
            {
                "name": f"{{{name}}}",
                "is_required": name in KINDS[kind].required,
                "example": _(value),
            }
            for name, value in KINDS[kind].examples.items()
        ],
        "form": form,
        "preview": shown,
        "preview_language": language,
        "sms_parts": sms_parts(shown.subject),
        "versions": MessageTemplate.objects.filter(kind=kind, language=language).select_related(
            "written_by"
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "notices/staff/template.html", context, status=status)


def _form(kind, language, posted, kept):
    subject, text = current_words(kind, language)
    form = TemplateForm(posted, initial={"subject": subject, "text": text} | kept, kind=kind)
    return knowing(form, version_in_use(kind, language))


@wording_required
@require_POST
def template_restore(request, kind, language, version):
    """Let the words of an earlier version count again."""
    earlier = get_object_or_404(
        MessageTemplate, kind=kind, language=language, version=version, kind__in=KINDS
    )
    try:
        restore_template(earlier, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The earlier words count again. New messages have them."))
    return redirect("notices:template", kind, language)


def _own(template):
    return template if template and not template.is_default else None
