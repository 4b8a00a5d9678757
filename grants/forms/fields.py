"""Form fields of this app: rupiah as people write them, and several photos at once."""

import re
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.formats import rupiah


class RupiahField(forms.DecimalField):
    """Whole rupiah; "Rp5.500.000", "5500000" and "5.500.000,00" are the same."""

    default_error_messages = {"invalid": _("Write the amount like this: 5.500.000.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "numeric", "class": "w-nik"}))
        super().__init__(max_digits=14, decimal_places=2, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, int | Decimal):
            return rupiah(value).removeprefix("Rp")
        return value

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r",00$", "", re.sub(r"^Rp|[\s.]", "", value.strip()))
        return super().to_python(value)


class _SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of photos; cleaned to a list of uploads."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Photos"))
        kwargs.setdefault(
            "help_text",
            _("JPEG, PNG or WebP, up to 6 photos of 8 MB. No faces of children, please."),
        )
        super().__init__(
            widget=_SeveralFilesInput({"accept": "image/jpeg,image/png,image/webp"}),
            required=False,
            **kwargs,
        )

    def clean(self, value, initial=None):
        uploads = value if isinstance(value, list | tuple) else [value]
        return [super(PhotosField, self).clean(upload) for upload in uploads if upload]


def helper_for(label, *fields):
    """Return a helper that lays out ``fields`` above one button with ``label``."""
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields)
    helper.add_input(Submit("save", label))
    return helper
