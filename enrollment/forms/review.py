from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.checklist import Requirement
from enrollment.choices import DECISIONS_AT_THE_DESK
from enrollment.reasons import Reason, WhyWholeNumbers
from enrollment.services.reviews import CheckedItem

IN_ORDER, NOT_IN_ORDER = "ok", "no"


@dataclass(frozen=True)
class CheckRow:
    """One requirement with the controls of its answer."""

    number: int
    requirement: Requirement
    result: forms.BoundField
    reason: forms.BoundField
    text: forms.BoundField

    @property
    def has_errors(self):
        return bool(self.result.errors or self.reason.errors)


class ReviewForm(forms.Form):
    """A verifier's answers to every check of a file, and the decision.

    A check is answered by ``REQUIREMENT`` (in order or not), ``REQUIREMENT-reason`` and
    ``REQUIREMENT-text``; nothing is asked that the file does not have.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Added message to the applicant"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only staff read this."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    decision = forms.ChoiceField(
        choices=[(each, each.label) for each in DECISIONS_AT_THE_DESK],
        required=False,
        error_messages={"invalid_choice": _("Choose a decision.")},
    )

    def __init__(self, *args, requirements, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirements = requirements
        for requirement in requirements:
            self._add_check(requirement)

    def _add_check(self, requirement):
        name = field_name(requirement.code)
        self.fields[name] = forms.ChoiceField(
            label=requirement.title,
            choices=[(IN_ORDER, _("In order")), (NOT_IN_ORDER, _("Not"))],
            initial=IN_ORDER if requirement.is_settled else None,
            widget=forms.RadioSelect(attrs={"class": "btn-check"}),
            error_messages={
                "required": _("Answer the check “{what}”.").format(what=requirement.title)
            },
        )
        self.fields[f"{name}-reason"] = forms.ChoiceField(
            label=_("Reason for the applicant"),
            choices=[
                ("", _("Choose a reason")),
                *[(reason.value, reason.label) for reason in requirement.reasons],
            ],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"{name}-text"] = forms.CharField(
            label=_("More about it, if needed"),
            required=False,
            max_length=300,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )

    def clean(self):
        cleaned = super().clean()
        for requirement in self.requirements:
            name = field_name(requirement.code)
            if cleaned.get(name) == NOT_IN_ORDER and not cleaned.get(f"{name}-reason"):
                self.add_error(
                    f"{name}-reason",
                    _("Choose the reason for “{what}”.").format(what=requirement.title),
                )
        return cleaned

    def rows(self):
        for number, requirement in enumerate(self.requirements, start=1):
            name = field_name(requirement.code)
            yield CheckRow(
                number, requirement, self[name], self[f"{name}-reason"], self[f"{name}-text"]
            )

    def items(self):
        """Return the answers given so far; a check without an answer or a reason is left out."""
        given = getattr(self, "cleaned_data", None)
        if given is None:
            return [
                CheckedItem(requirement.code)
                for requirement in self.requirements
                if requirement.is_settled
            ]
        items = []
        for requirement in self.requirements:
            name = field_name(requirement.code)
            if given.get(name) == IN_ORDER:
                items.append(CheckedItem(requirement.code))
            elif given.get(f"{name}-reason"):
                reason = Reason(given[f"{name}-reason"])
                items.append(CheckedItem(requirement.code, reason, given.get(f"{name}-text", "")))
        return items


class NumbersForm(forms.Form):
    """Why somebody wants to read a whole NIK; the answer is kept."""

    why = forms.ChoiceField(
        label=_("Why do you need the whole numbers?"),
        choices=WhyWholeNumbers,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose the reason; it is kept with your name.")},
    )


def field_name(requirement_code):
    return requirement_code.replace(":", "-")
