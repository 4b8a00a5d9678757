"""The forms with which people look after their own data, and staff after requests about it."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import (
    ConsentPurpose,
    DataRequestKind,
    DataRequestStatus,
    Gender,
    LegalGround,
    MaritalStatus,
)
from accounts.fields import BirthDateField, FullNameField, KkField, NikField, PhoneField, RtRwField
from accounts.forms.accounts import identity_field, reason_field, refuse_unless_all_compared
from accounts.forms.sign_in import password_field
from accounts.models import Kelurahan

FORMATS = [("pdf", _("PDF, to read and to print")), ("json", _("JSON, for another system"))]


class _PlainForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class _PersonForm(_PlainForm):
    """Fields of the register, filled with what stands there."""

    def __init__(self, *args, person, **kwargs):
        stored = {name: getattr(person, name, "") for name in self.base_fields}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)


class ContactForm(_PersonForm):
    phone = PhoneField(label=_("Phone or WhatsApp number"))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write the e-mail like nama@contoh.id.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    residence = forms.CharField(
        label=_("Where you live, if not at the address on the KTP"),
        required=False,
        max_length=200,
    )


class IdentityForm(_PersonForm):
    """What stands on the KTP."""

    full_name = FullNameField(
        label=_("Full name"), help_text=_("Exactly as on your KTP. One word is fine.")
    )
    birth_place = forms.CharField(
        label=_("Place of birth"),
        max_length=80,
        error_messages={"required": _("Write the city or regency where you were born.")},
    )
    birth_date = BirthDateField(label=_("Date of birth"))
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender, widget=forms.RadioSelect)
    marital_status = forms.ChoiceField(
        label=_("Marital status"), choices=MaritalStatus, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "street-address"}),
        error_messages={"required": _("Write the street or gang and the number of the house.")},
    )
    rt = RtRwField(label=_("RT"))
    rw = RtRwField(label=_("RW"))
    kelurahan = forms.ModelChoiceField(
        label=_("Kelurahan"),
        queryset=Kelurahan.objects.order_by("name"),
        required=False,
        empty_label=_("Outside Kota Pekalongan"),
    )
    outside_regency = forms.CharField(
        label=_("Regency or city, if outside Kota Pekalongan"), required=False, max_length=80
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("gender", "marital_status"):
            self.fields[name].error_messages["required"] = _("Choose one.")

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("kelurahan")) == bool(cleaned.get("outside_regency")):
            self.add_error("kelurahan", _("Choose a kelurahan, or a regency outside the city."))
        return cleaned


class StaffCorrectionForm(IdentityForm):
    """A correction by staff, from the papers on the desk."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays in the record. Such as: came to the counter, KTP compared."),
        max_length=200,
        error_messages={"required": _("Write the reason.")},
    )


class CheckedNikForm(_PlainForm):
    """The numbers of the KTP on the table, in place of those that were checked before."""

    nik = NikField(label=_("NIK, copied from the KTP on the table"))
    kk = KkField(
        label=_("Family Card number (KK)"),
        required=False,
        help_text=_("Only if it is another one, from the Family Card."),
    )
    identity = identity_field()
    reason = reason_field()

    def clean(self):
        cleaned = super().clean()
        refuse_unless_all_compared(self, cleaned.pop("identity", []))
        return cleaned


class ConsentForm(forms.Form):
    """One purpose, given or withdrawn; every purpose has a form and a button of its own."""

    purpose = forms.ChoiceField(choices=ConsentPurpose)
    agree = forms.ChoiceField(choices=[("yes", ""), ("no", "")])


class DownloadForm(_PlainForm):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=FORMATS,
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    password = password_field(_("Password"))


class OwnRequestForm(_PlainForm):
    text = forms.CharField(
        label=_("What is wrong, and what is right"),
        help_text=_("For example: on my KTP the name is Siti Nurhayati, not Siti Nurhayti."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is wrong and what is right.")},
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != DataRequestKind.CORRECT:
            self.fields["text"].label = _("Is there something we should know?")
            self.fields["text"].help_text = ""
            self.fields["text"].required = False


class DecisionForm(_PlainForm):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (status.value, status.label)
            for status in (
                DataRequestStatus.ACCEPTED,
                DataRequestStatus.PARTLY,
                DataRequestStatus.REFUSED,
            )
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    ground = forms.ChoiceField(
        label=_("Legal ground, if something is not done"),
        choices=[("", _("Nothing is left out")), *LegalGround.choices],
        required=False,
    )
    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The person reads this. Say what happens, what stays and until when."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write an answer. The person reads it.")},
    )
