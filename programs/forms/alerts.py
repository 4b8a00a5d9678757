from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField


class AlertForm(forms.Form):
    phone = PhoneField(label=_("Phone number"), help_text=_("Best one that has WhatsApp."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
