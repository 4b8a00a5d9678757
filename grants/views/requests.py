from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from accounts.services.register import find_person_by_nik
from accounts.services.standstill import refuse_what_is_kept_still
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import submitted
from enrollment.models import Participation
from grants.forms.candidates import CandidateForm, NikSearchForm
from grants.forms.requests import (
    FieldVerificationForm,
    GrantForm,
    RefusalForm,
    RequestForm,
)
from grants.models import GrantRequest, GrantRound
from grants.policies import officer_required, reader_required
from grants.querysets import PENDING
from grants.services import decisions
from grants.services.candidates import enter_candidate
from grants.services.repeats import RepeatFound
from grants.services.requests import (
    NewGroup,
    record_field_verification,
    record_request,
    withdraw_request,
)
from grants.timeline import next_acts, photos_of, summary_of, timeline_of, visits_made

CANDIDATE = "grants_candidate"


@officer_required
@require_http_methods(["GET", "POST"])
def find_candidate(request, code):
    """Look for the requester by the NIK in the body; unknown people are entered here."""
    grant_round = get_object_or_404(GrantRound, code=code)
    if "full_name" in request.POST:
        form = CandidateForm(request.POST)
        if form.is_valid():
            try:
                person = enter_candidate(actor=request.user, **form.cleaned_data)
            except DomainError as refusal:
                form.add_error("nik", str(refusal))
            else:
                return _on_to_the_request(request, grant_round, person)
    else:
        form = NikSearchForm(**submitted(request))
        if form.is_valid():
            nik = form.cleaned_data["nik"]
            person = find_person_by_nik(nik)
            if person is None:
                form = CandidateForm(initial={"nik": nik})
            else:
                try:
                    refuse_what_is_kept_still(person, request.user)
                except DomainError as refusal:
                    form.add_error("nik", str(refusal))
                else:
                    return _on_to_the_request(request, grant_round, person)
    return render(
        request,
        "grants/find_candidate.html",
        {
            "grant_round": grant_round,
            "form": form,
            "is_unknown": isinstance(form, CandidateForm),
        },
        status=422 if form.is_bound else 200,
    )


@officer_required
@require_http_methods(["GET", "POST"])
def request_create(request, code):
    """Copy the request of the candidate whom the officer found a moment ago."""
    grant_round = get_object_or_404(GrantRound, code=code)
    candidate = request.session.get(CANDIDATE, {})
    if candidate.get("round") != code:
        return redirect("grants:find_candidate", code=code)
    person = get_object_or_404(
        Person.objects.in_use().exclude(pk__in=Person.objects.near_to(request.user)),
        pk=candidate["person"],
    )
    form = RequestForm(**submitted(request), person=person)
    if form.is_valid():
        try:
            grant_request = _record(grant_round, person, form, actor=request.user)
        except RepeatFound as repeat:
            form.ask_for_override()
            form.add_error("override_reason", str(repeat))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[CANDIDATE]
            messages.success(request, _("The request is saved."))
            return redirect(grant_request)
    return render(
        request,
        "grants/request_form.html",
        {
            "grant_round": grant_round,
            "person": person,
            "training": _training_record(person),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@reader_required
@require_GET
def request_detail(request, pk):
    """One grant from request to monitoring."""
    grant_request = _request_or_404(request, pk)
    return render(
        request,
        "grants/request_detail.html",
        {
            "grant_request": grant_request,
            "summary": summary_of(grant_request),
            "timeline": timeline_of(grant_request),
            "visits_made": visits_made(grant_request),
            "photos": photos_of(grant_request),
            "acts": next_acts(grant_request),
            "training": _training_record(grant_request.person),
            "may_act": request.user.has_role("grants_officer"),
            "may_withdraw": grant_request.status in PENDING,
        },
    )


@officer_required
@require_http_methods(["GET", "POST"])
def verify(request, pk):
    grant_request = _request_or_404(request, pk)
    return _act(
        request,
        grant_request,
        FieldVerificationForm(**submitted(request)),
        act=record_field_verification,
        title=_("Field visit"),
        done=_("The field visit is saved. The request can be decided now."),
    )


@officer_required
@require_http_methods(["GET", "POST"])
def grant(request, pk):
    grant_request = _request_or_404(request, pk)
    grant_round = grant_request.grant_round
    initial = {
        "value": grant_round.unit_value,
        "fund": grant_round.fund_id,
        "transfer_mechanism": grant_round.transfer_mechanism,
        "decided_on": grant_round.decree_on,
    }
    return _act(
        request,
        grant_request,
        GrantForm(**submitted(request), initial=initial),
        act=decisions.grant_request,
        title=_("Grant this request"),
        done=_("The grant is saved. Enter its items next."),
    )


@officer_required
@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    return _act(
        request,
        _request_or_404(request, pk),
        RefusalForm(**submitted(request)),
        act=decisions.refuse_request,
        title=_("Refuse this request"),
        done=_("The request is refused."),
    )


@officer_required
@require_POST
def withdraw(request, pk):
    grant_request = _request_or_404(request, pk)
    try:
        withdraw_request(grant_request, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect(grant_request)


def _act(request, grant_request, form, *, act, title, done):
    if form.is_valid():
        try:
            act(grant_request, actor=request.user, **form.cleaned_data)
        except RepeatFound as repeat:
            form.ask_for_override()
            form.add_error("override_reason", str(repeat))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(grant_request)
    return render(
        request,
        "grants/act_form.html",
        {"grant_request": grant_request, "form": form, "heading": title},
        status=422 if form.is_bound else 200,
    )


def _on_to_the_request(request, grant_round, person):
    request.session[CANDIDATE] = {"round": grant_round.code, "person": person.pk}
    return redirect(reverse("grants:request_create", kwargs={"code": grant_round.code}))


def _record(grant_round, person, form, *, actor):
    fields = dict(form.cleaned_data)
    new_group = NewGroup(
        fields.pop("group_name"), fields.pop("group_deed"), tuple(fields.pop("group_members"))
    )
    return record_request(
        grant_round,
        person,
        actor=actor,
        new_group=new_group if new_group.name else None,
        **fields,
    )


def _request_or_404(request, pk):
    return get_object_or_404(
        GrantRequest.objects.not_of(Person.objects.near_to(request.user))
        .with_what_a_list_shows()
        .with_what_the_page_shows(),
        pk=pk,
    )


def _training_record(person):
    return (
        Participation.objects.filter(application__person=person)
        .select_related("batch__program", "batch__intake")
        .order_by("-batch__ends_on")
    )
