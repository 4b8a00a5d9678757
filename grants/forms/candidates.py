from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Gender
from accounts.fields import KkField, NikField, PhoneField
from accounts.models import Kelurahan
from blk_portal.shared.fields import DatePartsField
from grants.forms.fields import helper_for


class NikSearchForm(forms.Form):
    """The NIK on the paper request; it is sent in the body, never in the address."""

    nik = NikField(label=_("NIK of the person who asks"), help_text=_("16 digits, from the KTP."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(_("Find"), "nik")


class CandidateForm(forms.Form):
    """Somebody whom the register does not know yet."""

    nik = NikField(label=_("NIK"))
    kk = KkField(label=_("Family card number (KK)"))
    full_name = forms.CharField(
        label=_("Full name"), help_text=_("As on the KTP."), min_length=2, max_length=150
    )
    birth_date = DatePartsField(label=_("Date of birth"))
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Gender,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the gender.")},
    )
    address = forms.CharField(label=_("Street and number"), max_length=200)
    kelurahan = forms.ModelChoiceField(
        label=_("Kelurahan"),
        queryset=Kelurahan.objects.all(),
        empty_label=_("Choose a kelurahan"),
    )
    phone = PhoneField(label=_("Phone or WhatsApp number"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(
            _("Enter this person"),
            Layout(
                "nik",
                "kk",
                "full_name",
                "birth_date",
                "gender",
                "address",
                "kelurahan",
                "phone",
            ),
        )
