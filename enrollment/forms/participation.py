from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = [("", _("Still open")), ("yes", _("Yes")), ("no", _("No"))]
MEANING = {"": None, "yes": True, "no": False}
WORD = {meaning: word for word, meaning in MEANING.items()}


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
                initial=WORD[value],
                widget=forms.Select(attrs={"class": "form-select w-m"}),
            )
        self.fields[f"{row}-certificate"] = forms.CharField(
            label=_("Certificate number of {person}").format(person=person),
            required=False,
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
                "boxes": [
                    self[f"{row}-{name}"]
                    for name in ("days", "finished", "competent", "certificate")
                ],
            }

    def facts(self):
        given = self.cleaned_data
        return {
            participation.pk: {
                "days_attended": given[f"p{participation.pk}-days"],
                "has_finished": MEANING[given[f"p{participation.pk}-finished"]],
                "is_competent": MEANING[given[f"p{participation.pk}-competent"]],
                "certificate_number": given[f"p{participation.pk}-certificate"],
            }
            for participation in self.participations
        }
