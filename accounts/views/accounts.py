"""Looking after accounts: staff accounts for the administrator, residents at the counter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import STAFF_ROLES, AccountAct
from accounts.forms.accounts import AccountActForm, FindAccountForm, RolesForm, StaffAccountForm
from accounts.models import Person, User
from accounts.policies import admin_required, counter_required
from accounts.services import accounts as acts
from accounts.services.register import find_person_by_nik
from accounts.usernames import canonical_username
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal

PER_PAGE = 50
AT_THE_COUNTER = [AccountAct.PASSWORD_RESET, AccountAct.LOCKOUT_CLEARED]
SERVICES = {
    AccountAct.PASSWORD_RESET: acts.renew_password,
    AccountAct.LOCKOUT_CLEARED: acts.lift_lockout,
    AccountAct.SECOND_FACTOR_RESET: acts.remove_second_factor,
    AccountAct.DEACTIVATED: acts.close_account,
    AccountAct.REACTIVATED: acts.reopen_account,
}


@admin_required
@require_safe
def staff_accounts(request):
    """List everybody who has or had a role of staff."""
    accounts = User.objects.staff().prefetch_related("groups")
    accounts = accounts.order_by(Lower("display_name"), "username")
    page = Paginator(accounts, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/staff_accounts.html", {"page": page})


@admin_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_account_create(request):
    form = StaffAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            one_time = acts.open_staff_account(**form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/one_time_password.html", {"one_time": one_time})
    return render(
        request,
        "accounts/staff_account_create.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@admin_required
@require_safe
def staff_account(request, pk):
    """Show one staff account, what was done to it, and what may be done."""
    return _account_page(request, get_object_or_404(User.objects.staff(), pk=pk))


@admin_required
@require_POST
def staff_account_roles(request, pk):
    account = get_object_or_404(User.objects.staff(), pk=pk)
    form = _roles_form(account, request.POST)
    if form.is_valid():
        try:
            acts.set_roles(account, **form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            now = User.objects.get(pk=account.pk)
            show_refusal(form, refusal, lambda: [_roles_form(now)])
        else:
            messages.success(request, _("The roles are saved. They hold from the next click."))
            return redirect("accounts:staff_accounts")
    return _account_page(request, account, roles_form=form, status=422)


@admin_required
@never_cache
@require_POST
def staff_account_act(request, pk):
    return _act(request, get_object_or_404(User.objects.staff(), pk=pk), "accounts:staff_account")


@counter_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request):
    """Find the account of somebody at the counter, or the person who has none yet."""
    form = FindAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        who = form.cleaned_data["who"]
        if account := _find(request.user, who):
            return redirect("accounts:counter_account", pk=account.pk)
        if person := _find_without_account(request.user, who):
            return redirect("accounts:counter_person", pk=person.pk)
        form.add_error("who", _("No account has this number, e-mail or NIK. Look at it again."))
    return render(
        request, "accounts/counter.html", {"form": form}, status=422 if form.errors else 200
    )


@counter_required
@require_safe
def counter_account(request, pk):
    account = get_object_or_404(User.objects.helped_by(request.user), pk=pk)
    return _account_page(request, account)


@counter_required
@never_cache
@require_POST
def counter_account_act(request, pk):
    account = get_object_or_404(User.objects.helped_by(request.user), pk=pk)
    return _act(request, account, "accounts:counter_account")


def _find(user, who):
    person = find_person_by_nik(who)
    accounts = User.objects.helped_by(user)
    if person is not None:
        return accounts.filter(person=person).first()
    return accounts.filter(username=canonical_username(who) or "").first()


def _find_without_account(user, who):
    person = find_person_by_nik(who)
    return person and Person.objects.without_account_for(user).filter(pk=person.pk).first()


def _act(request, account, page):
    form = _act_form(account, request.POST)
    if form.is_valid():
        act = AccountAct(form.cleaned_data["act"])
        extra = {}
        if form.cleaned_data.get("identity"):
            extra = {"detail": identity_compared()} if act == AccountAct.PASSWORD_RESET else {}
        try:
            done = SERVICES[act](
                account, actor=request.user, reason=form.cleaned_data["reason"], **extra
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if isinstance(done, acts.OneTimePassword):
                return render(request, "accounts/one_time_password.html", {"one_time": done})
            messages.success(request, _("Done: {act}.").format(act=act.label))
            return redirect(page, pk=account.pk)
    return _account_page(request, account, form=form, status=422)


def identity_compared():
    """What the record of an act says of the comparison with the KTP."""
    with translation.override("id"):
        return _("KTP compared: original, face, name and birth date")


def _act_form(account, data=None):
    return AccountActForm(
        data, acts=_acts_for(account), is_at_the_counter=not account.is_staff_member
    )


def _acts_for(account):
    if not account.is_staff_member:
        return AT_THE_COUNTER
    door = AccountAct.DEACTIVATED if account.is_active else AccountAct.REACTIVATED
    return [*AT_THE_COUNTER, AccountAct.SECOND_FACTOR_RESET, door]


def _roles_form(account, posted=None):
    held = [role for role in STAFF_ROLES if role in account.roles]
    form = RolesForm(posted, initial={"roles": held, "kelurahan": account.kelurahan_id})
    return knowing(form, acts.version_of_roles(account))


def _account_page(request, account, *, form=None, roles_form=None, status=200):
    is_staff_member = account.is_staff_member
    context = {
        "account": account,
        "person": getattr(account, "person", None),
        "is_staff_account": is_staff_member,
        "form": form or _act_form(account),
        "roles_form": roles_form or _roles_form(account),
        "events": account.events.select_related("actor"),
    }
    return render(request, "accounts/account.html", context, status=status)
