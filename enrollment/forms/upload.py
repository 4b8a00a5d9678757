from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A file from the phone's storage, or a photo taken now."""

    file = forms.FileField(label=_("Photo or PDF file"), required=False)
    photo = forms.FileField(label=_("Take a photo"), required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, auto_id=f"id_{kind}_%s", **kwargs)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("file") and not cleaned.get("photo"):
            self.add_error("file", _("Choose a file or take a photo first, then press “Upload”."))
        return cleaned

    @property
    def upload(self):
        return self.cleaned_data.get("file") or self.cleaned_data["photo"]
