from decimal import Decimal, InvalidOperation

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.formats import long_datetime
from enrollment.choices import AttendanceStatus, Excuse
from enrollment.models import Assessment, Slot
from programs.models import Batch, Intake

PHASES = [
    "scoring_opens_at",
    "scoring_closes_at",
    "hides_names",
    "scores_shown",
    "largest_difference",
]
TO_THE_MINUTE = "%Y-%m-%dT%H:%M"
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TO_THE_MINUTE)


class AssessmentForm(forms.ModelForm):
    """A test or an interview to be set; its classes belong to one intake."""

    class Meta:
        model = Assessment
        fields = [
            "intake",
            "kind",
            "title",
            "starts_at",
            "place",
            "batches",
            "assessors_needed",
            *PHASES,
        ]
        labels = {"intake": _("Intake")}
        widgets = {
            **dict.fromkeys(["starts_at", "scoring_opens_at", "scoring_closes_at"], MOMENT),
            "batches": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, intakes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intake"].label = _("Intake")
        self.fields["intake"].queryset = Intake.objects.filter(pk__in=intakes)
        self.fields["batches"].queryset = Batch.objects.filter(intake__in=intakes).order_by("code")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.Meta.fields, Submit("save", _("Set this test"), css_class="btn-primary")
        )

    def clean_assessors_needed(self):
        needed = self.cleaned_data["assessors_needed"]
        if not 1 <= needed <= 5:
            raise forms.ValidationError(_("Between 1 and 5 assessors score each person."))
        return needed


class PhasesForm(forms.ModelForm):
    """When a test is scored, and what its assessors do not see meanwhile."""

    class Meta:
        model = Assessment
        fields = PHASES
        widgets = dict.fromkeys(["scoring_opens_at", "scoring_closes_at"], MOMENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *PHASES, Submit("save", _("Save the phases"), css_class="btn-primary")
        )


class RubricForm(forms.Form):
    """The levels of each criterion, one a line: score, colon, words."""

    def __init__(self, *args, criteria, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[criterion.code] = forms.CharField(
                label=criterion.name,
                required=False,
                max_length=2000,
                initial="\n".join(
                    f"{level.points.normalize():f}: {level.words}"
                    for level in levels.get(criterion.code, [])
                ),
                widget=forms.Textarea(attrs={"rows": 5}),
            )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("save", _("Save the rubric"), css_class="btn-primary")
        )

    def clean(self):
        cleaned = super().clean()
        for criterion in self.criteria:
            if criterion.code in cleaned:
                try:
                    lines = cleaned[criterion.code].splitlines()
                    cleaned[criterion.code] = [_level(line) for line in lines if line.strip()]
                except forms.ValidationError as error:
                    self.add_error(criterion.code, error)
        return cleaned

    def levels(self):
        return {criterion.code: self.cleaned_data[criterion.code] for criterion in self.criteria}


def _level(line):
    points, colon, words = line.partition(":")
    try:
        value = Decimal(points.strip().replace(",", "."))
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not colon or not words.strip():
        raise forms.ValidationError(
            _("“{line}”: write a score, a colon and words, such as “80: answers clearly”.").format(
                line=line.strip()[:40]
            )
        )
    return value, words.strip()[:200]


class RoomForm(forms.Form):
    """A room for a test and the groups that come to it one after the other."""

    room = forms.CharField(
        label=_("Room"), max_length=80, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    capacity = forms.IntegerField(
        label=_("People at the same time"),
        min_value=1,
        max_value=500,
        initial=20,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    first_at = forms.DateTimeField(
        label=_("First group"),
        widget=forms.DateTimeInput(
            attrs={"class": "form-control", "type": "datetime-local"}, format=TO_THE_MINUTE
        ),
    )
    minutes = forms.IntegerField(
        label=_("Minutes for each group"),
        min_value=5,
        max_value=600,
        initial=60,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    groups = forms.IntegerField(
        label=_("Groups"),
        min_value=1,
        max_value=40,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


class MoveForm(forms.Form):
    """Where and when a whole test is held instead, and why."""

    starts_at = forms.DateTimeField(label=_("New beginning"), widget=MOMENT)
    place = forms.CharField(label=_("Place"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody invited reads it."), max_length=200
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("save", _("Move the test and tell everybody"))
        )


class SlotForm(forms.Form):
    """Another room or time of the test for one person, and why."""

    slot = forms.ModelChoiceField(
        label=_("Room and time"), queryset=Slot.objects.none(), empty_label=_("Choose")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, sitting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = _free_slots(sitting)
        self.fields["slot"].label_from_instance = _slot_in_words
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("save", _("Move and tell the person"), css_class="btn-primary")
        )


class ExcuseForm(forms.Form):
    """A good reason for an absence, and when the person comes instead."""

    excuse = forms.ChoiceField(label=_("Reason"), choices=Excuse, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What was shown or told; nothing about illness."),
        required=False,
        max_length=200,
    )
    slot = forms.ModelChoiceField(
        label=_("Room and time"), queryset=Slot.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args, sitting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = _free_slots(sitting)
        self.fields["slot"].label_from_instance = _slot_in_words
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.fields, Submit("save", _("Excuse and invite again"), css_class="btn-primary")
        )

    def clean_excuse(self):
        return Excuse(self.cleaned_data["excuse"])


class CorrectionForm(forms.Form):
    """That somebody came, or did not, otherwise than the closed list says."""

    note = forms.CharField(
        label=_("Reason"), help_text=_("What shows it, such as the signed list."), max_length=200
    )

    def __init__(self, *args, becomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "note",
            Submit(
                "save",
                _("The person came")
                if becomes == AttendanceStatus.ATTENDED
                else _("The person did not come"),
                css_class="btn-primary",
            ),
        )


def _free_slots(sitting):
    return (
        Slot.objects.with_free_places()
        .filter(assessment=sitting.assessment_id, starts_at__gt=timezone.now())
        .exclude(pk=sitting.slot_id)
        .order_by("starts_at", "room")
    )


def _slot_in_words(slot):
    return _("{when}, {room} ({free} places free)").format(
        when=long_datetime(slot.starts_at), room=slot.room, free=slot.capacity - slot.taken
    )


class AttendanceForm(forms.Form):
    """Who came, for everybody invited, on one page; what it showed of each goes along unseen.

    ``rest_came`` answers for everybody open.
    """

    def __init__(self, data=None, *, sittings):
        super().__init__(data if data is None else _with_the_rest(data, sittings))
        self.sittings = sittings
        for sitting in sittings:
            if sitting.is_closed:
                continue
            self.fields[f"s{sitting.pk}"] = forms.ChoiceField(
                label=sitting.shown.label,
                choices=AttendanceStatus.choices,
                initial=sitting.attendance,
                required=False,
                show_hidden_initial=True,
                widget=forms.RadioSelect(attrs={"class": "btn-check"}),
            )

    def rows(self):
        for sitting in self.sittings:
            name = f"s{sitting.pk}"
            field = self[name] if name in self.fields else None
            shown = field and field.as_hidden(only_initial=True)
            yield {"sitting": sitting, "field": field, "shown": shown}

    def attendance(self):
        """Return ``{sitting pk: AttendanceStatus}`` of those about whom it says something new."""
        return {
            int(name.removeprefix("s")): self.cleaned_data[name]
            for name in self.changed_data
            if self.cleaned_data[name]
        }

    def seen(self):
        """Return ``{sitting pk: AttendanceStatus}`` as the page showed it to whoever answers."""
        return {pk: self.data.get(self[f"s{pk}"].html_initial_name, "") for pk in self.attendance()}


def _with_the_rest(data, sittings):
    """Let those open have come, where the answers ask for it."""
    if "rest_came" not in data:
        return data
    data = data.copy()
    for sitting in sittings:
        if data.get(f"s{sitting.pk}") == AttendanceStatus.INVITED:
            data[f"s{sitting.pk}"] = AttendanceStatus.ATTENDED.value
    return data
