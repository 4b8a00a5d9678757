"""The forms with which staff look after accounts."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF_ROLES, AccountAct
from accounts.forms.sign_in import WhoField
from accounts.models import Kelurahan
from accounts.usernames import canonical_username


def reason_field():
    return forms.CharField(
        label=_("Reason"),
        help_text=_("Stays in the record. Such as: came to the counter, KTP compared."),
        max_length=200,
        error_messages={"required": _("Write the reason.")},
    )


def roles_field():
    return forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, role.label) for role in STAFF_ROLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )


def workplace_field():
    return forms.ModelChoiceField(
        label=_("Place of work"),
        help_text=_("Residents read it beside role and initials of whoever helped them."),
        queryset=Kelurahan.objects.all(),
        required=False,
        empty_label="UPTD BLK",
    )


def known_username(text):
    """Return ``text`` in its canonical form, or raise ``ValidationError``."""
    username = canonical_username(text)
    if username is None:
        raise forms.ValidationError(
            _("Write a phone number like 0812-3456-7890, or an e-mail like nama@contoh.id.")
        )
    return username


class _StackedForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class StaffAccountForm(_StackedForm):
    """A new member of staff."""

    username = WhoField()
    display_name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Write the name.")}
    )
    roles = roles_field()
    kelurahan = workplace_field()
    reason = reason_field()

    def clean_username(self):
        return known_username(self.cleaned_data["username"])


class RolesForm(_StackedForm):
    """Which roles a member of staff has from now on, and where; none is possible, too."""

    roles = roles_field()
    kelurahan = workplace_field()
    reason = reason_field()

    def __init__(self, *args, **kwargs):
        # It stands on one page with the form of acts, which asks for a reason, too.
        super().__init__(*args, auto_id="roles_%s", **kwargs)
        self.fields["roles"].required = False


COMPARE_ALL = _("Compare all three first. If one does not fit, do nothing here.")


def identity_field(*, required=True):
    """What a clerk compares before an account passes into somebody's hands."""
    return forms.MultipleChoiceField(
        label=_("I have compared"),
        choices=[
            ("original", _("the KTP itself, no photo or copy of it")),
            ("face", _("the face with the photo on the KTP")),
            ("name", _("name and birth date with what stands here")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=required,
        error_messages={"required": COMPARE_ALL},
    )


def refuse_unless_all_compared(form, compared):
    """Add an error unless every box of ``identity_field`` is ticked."""
    if "identity" in form.errors:
        return
    if len(compared) < len(form.fields["identity"].choices):
        form.add_error("identity", COMPARE_ALL)


class AccountActForm(_StackedForm):
    """One of the acts that fit the account, and why."""

    act = forms.ChoiceField(
        label=_("What shall be done?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what shall be done.")},
    )
    reason = reason_field()

    identity = identity_field(required=False)

    def __init__(self, *args, acts, is_at_the_counter=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act.value, WORDS[act]) for act in acts]
        fields = [Field("act", wrapper_class="tiles"), "identity", "reason"]
        if not is_at_the_counter:
            del self.fields["identity"]
            fields.remove("identity")
        self.helper.layout = Layout(*fields)

    def clean(self):
        cleaned = super().clean()
        if "identity" in self.fields and cleaned.get("act") == AccountAct.PASSWORD_RESET:
            refuse_unless_all_compared(self, cleaned.get("identity", []))
        return cleaned


class NewNumberForm(_StackedForm):
    """Another number for somebody who lost the phone."""

    username = WhoField()
    identity = identity_field()
    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("New phone number or e-mail")
        self.fields["username"].widget.attrs["autocomplete"] = "off"
        self.fields["username"].error_messages["required"] = _("Write the new phone number.")

    def clean_username(self):
        return known_username(self.cleaned_data["username"])

    def clean(self):
        cleaned = super().clean()
        refuse_unless_all_compared(self, cleaned.get("identity", []))
        return cleaned


class IssueSlipForm(_StackedForm):
    """What the clerk compared before somebody gets a code for an account."""

    identity = identity_field()

    def clean(self):
        cleaned = super().clean()
        refuse_unless_all_compared(self, cleaned.get("identity", []))
        return cleaned


WORDS = {
    AccountAct.PASSWORD_RESET: _("Make a new password for one use"),
    AccountAct.LOCKOUT_CLEARED: _("Lift the lock after wrong passwords"),
    AccountAct.SECOND_FACTOR_RESET: _("Remove lost sign-in codes and make a new password"),
    AccountAct.DEACTIVATED: _("Close the account"),
    AccountAct.REACTIVATED: _("Open the account again"),
}


class FindAccountForm(_StackedForm):
    """Whom somebody at the counter is; sent by POST, because addresses are remembered."""

    who = forms.CharField(
        label=_("Phone number, e-mail or NIK"),
        help_text=_("As the person tells it, or as it stands on the KTP."),
        max_length=254,
        error_messages={"required": _("Write a phone number, an e-mail or a NIK.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
