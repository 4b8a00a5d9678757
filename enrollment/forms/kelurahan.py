"""Find a kelurahan by today's name, an old one or another spelling, without scripts."""

import re
from difflib import get_close_matches

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import KelurahanAlias

CLOSE = 0.75  # "medno" is taken for "medono", "batavia" for nothing


class KelurahanMixin(forms.Form):
    """A kelurahan of the city, or else the regency or city of somebody from elsewhere.

    A name that fits several kelurahan is answered with a choice among them.
    """

    kelurahan_name = forms.CharField(
        label=_("Kelurahan on your KTP"),
        help_text=_("The old name is fine, too, such as Kraton Lor or Landungsari."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "kelurahan-names"}),
    )
    kelurahan = forms.ChoiceField(
        label=_("Which kelurahan do you mean?"), required=False, widget=forms.RadioSelect
    )
    outside_regency = forms.CharField(
        label=_("Regency or city on your KTP"),
        help_text=_("Begin with Kabupaten or Kota, for example Kabupaten Batang."),
        max_length=80,
        required=False,
    )

    def stored(self):
        stored = super().stored()
        if self.person is not None and self.person.kelurahan_id:
            stored["kelurahan_name"] = self.person.kelurahan.name
        stored.pop("kelurahan", None)
        return stored

    def build(self):
        super().build()
        self.matches, self.is_ambiguous = {}, False
        if self.is_bound:
            name = self.data.get(self.add_prefix("kelurahan_name"), "")
            self.matches, is_sure = find_kelurahan(name)
            self.is_ambiguous = bool(self.matches) and not is_sure
        if self.is_ambiguous:
            self.fields["kelurahan"].choices = self.matches.items()
        else:
            del self.fields["kelurahan"]

    @property
    def lives_outside(self):
        return bool(self["outside_regency"].value()) or "outside_regency" in self.errors

    def layout(self):
        return Layout(
            "address",
            Div(Field("rt"), Field("rw"), css_class="cluster"),
            "kelurahan_name",
            *(["kelurahan"] if self.is_ambiguous else []),
            HTML('{% include "enrollment/partials/_outside.html" %}'),
            "residence",
        )

    def clean(self):
        cleaned = super().clean()
        name, outside = cleaned.get("kelurahan_name"), cleaned.get("outside_regency")
        if name and outside:
            self.add_error(
                "kelurahan_name", _("Fill in either the kelurahan or the regency, not both.")
            )
        elif not name and not outside:
            self.add_error("kelurahan_name", _("Write the kelurahan that stands on your KTP."))
        elif name and not self.matches:
            self.add_error(
                "kelurahan_name",
                _(
                    "There is no kelurahan of this name in Kota Pekalongan. Look at the spelling, "
                    "or fill in the regency if your KTP is from elsewhere."
                ),
            )
        elif self.is_ambiguous and not cleaned.get("kelurahan"):
            self.add_error("kelurahan", _("Choose the kelurahan that you mean."))
        cleaned["kelurahan_id"] = None if outside else self._code(cleaned)
        return cleaned

    def _code(self, cleaned):
        if self.is_ambiguous:
            return cleaned.get("kelurahan")
        return next(iter(self.matches), None)


def find_kelurahan(name):
    """Return ``{code: name}`` of what people may mean by ``name``, and whether that is sure."""
    wanted = _plain(name)
    if len(wanted) < 3:
        return {}, False
    aliases = list(KelurahanAlias.objects.select_related("kelurahan"))
    exact = [alias for alias in aliases if _plain(alias.alias) == wanted]
    current = [alias for alias in exact if alias.kind == "current"]
    found = current or exact
    is_sure = all(alias.certainty != "check" for alias in found)
    if not found:
        names = {_plain(alias.alias) for alias in aliases}
        meant = {name for name in names if name.startswith(wanted)}
        meant = meant or set(get_close_matches(wanted, names, cutoff=CLOSE))
        found = [alias for alias in aliases if _plain(alias.alias) in meant]
        is_sure = False
    matches = {
        alias.kelurahan_id: f"{alias.kelurahan.name} ({alias.kelurahan.kecamatan})"
        for alias in found
    }
    return matches, is_sure and len(matches) == 1


def _plain(text):
    words = re.sub(r"^(kelurahan|kel)\b\.?", "", text.strip().lower())
    return re.sub(r"[^a-z]", "", words)
