from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = [("", _("Still open")), ("yes", _("Yes")), ("no", _("No"))]
MEANING = {"": None, "yes": True, "no": False}
WORD = {meaning: word for word, meaning in MEANING.items()}
BOXES = {
    "days": ("days_attended", lambda number: number),
    "finished": ("has_finished", MEANING.get),
    "competent": ("is_competent", MEANING.get),
    "certificate": ("certificate_number", str),
}


class RosterForm(forms.Form):
    """What is known of every participant of a class: days, finished, competent, certificate."""

    def __init__(self, *args, participations, **kwargs):
        super().__init__(*args, **kwargs)
        self.participations = participations
        for participation in participations:
            self._add_row(participation)

    def _add_row(self, participation):
        person = participation.application.person.full_name
        row = f"p{participation.pk}"
        self.fields[f"{row}-days"] = forms.IntegerField(
            label=_("Days attended by {person}").format(person=person),
            required=False,
            show_hidden_initial=True,
            min_value=0,
            max_value=400,
            initial=participation.days_attended,
            widget=forms.TextInput(attrs={"class": "form-control num w-2", "inputmode": "numeric"}),
            error_messages={
                "invalid": _("{person}: days are a whole number.").format(person=person)
            },
        )
        for name, label, value in [
            ("finished", _("{person} finished"), participation.has_finished),
            ("competent", _("{person} is competent"), participation.is_competent),
        ]:
            self.fields[f"{row}-{name}"] = forms.ChoiceField(
                label=label.format(person=person),
                choices=YES_NO,
                required=False,
                show_hidden_initial=True,
                initial=WORD[value],
                widget=forms.Select(attrs={"class": "form-select w-m"}),
            )
        self.fields[f"{row}-certificate"] = forms.CharField(
            label=_("Certificate number of {person}").format(person=person),
            required=False,
            show_hidden_initial=True,
            max_length=80,
            initial=participation.certificate_number,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )
        for field in list(self.fields.values())[-4:]:
            field.widget.attrs["aria-label"] = field.label

    def rows(self):
        for participation in self.participations:
            row = f"p{participation.pk}"
            yield {
                "participation": participation,
                "boxes": [self[f"{row}-{name}"] for name in BOXES],
            }

    def facts(self):
        """Return ``{participation pk: {field: value}}`` of what it says anew."""
        return self._by_row(lambda name: self.cleaned_data[name])

    def seen(self):
        """Return the same as the page showed it to whoever answers."""
        return self._by_row(
            lambda name: self.fields[name].to_python(self.data.get(self[name].html_initial_name))
        )

    def _by_row(self, read):
        rows = {}
        for name in self.changed_data:
            row, _dash, box = name.partition("-")
            field, meaning = BOXES[box]
            rows.setdefault(int(row.removeprefix("p")), {})[field] = meaning(read(name))
        return rows
