"""The questions of an application, one form for each page."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import nik as nik_rules
from accounts.choices import Gender, IdentityCard, MaritalStatus
from accounts.fields import (
    BirthDateField,
    FullNameField,
    KkField,
    NikField,
    PhoneField,
    RtRwField,
)
from blk_portal.shared import formats
from enrollment import declarations
from enrollment.choices import WorkStatus
from enrollment.fact_questions import question_of
from enrollment.forms.kelurahan import KelurahanMixin
from programs.choices import Education

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class QuestionForm(forms.Form):
    """A page of an application. ``has_one_question`` makes its label the heading of the page."""

    lead = ""
    has_one_question = False
    hide_optional = False

    def __init__(self, *args, application, **kwargs):
        self.application = application
        self.person = application.person
        kwargs.setdefault("initial", self.stored())
        super().__init__(*args, **kwargs)
        self.build()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.label_is_heading = self.has_one_question
        self.helper.hide_optional = self.hide_optional
        self.helper.layout = self.layout()

    def stored(self):
        """What was answered before."""
        return {}

    def build(self):
        """Add fields that depend on the application."""

    def layout(self):
        return Layout(*self.fields)

    def warnings(self):
        """What to look at again; shown once, then the answer may stay."""
        return []


class PersonQuestionForm(QuestionForm):
    def stored(self):
        return {
            name: getattr(self.person, name)
            for name in self.base_fields
            if self.person is not None and hasattr(self.person, name)
        }


class ApplicationQuestionForm(QuestionForm):
    def stored(self):
        return {name: getattr(self.application, name) for name in self.base_fields}


class NikForm(PersonQuestionForm):
    nik = NikField(
        label=_("What is your NIK?"),
        help_text=_("It stands on the first line of your KTP: 16 digits. Spaces do no harm."),
        error_messages={"required": _("Enter your NIK: 16 digits.")},
    )
    kk = KkField(
        label=_("What is the number of your Family Card (KK)?"),
        help_text=_("It stands at the top of the Family Card: 16 digits."),
        error_messages={"required": _("Enter the number of your Family Card: 16 digits.")},
    )

    def warnings(self):
        birth_date = self.person.birth_date if self.person else None
        gender = self.person.gender if self.person else ""
        return nik_rules.warnings(self.cleaned_data["nik"], birth_date, gender)


class NameForm(PersonQuestionForm):
    full_name = FullNameField(
        label=_("What is your name?"), help_text=_("Exactly as on your KTP. One word is fine.")
    )
    identity_card = forms.ChoiceField(
        label=_("Which identity card do you have?"),
        choices=IdentityCard,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the card that you have.")},
    )


class BirthForm(PersonQuestionForm):
    birth_place = forms.CharField(
        label=_("Where were you born?"),
        help_text=_("The city or regency on your KTP."),
        max_length=80,
        error_messages={"required": _("Write the city or regency where you were born.")},
    )
    birth_date = BirthDateField(
        label=_("When were you born?"), help_text=_("For example 5 June 2002.")
    )

    def warnings(self):
        return _further_warnings(self.person.nik, birth_date=self.cleaned_data["birth_date"])


class SelfForm(PersonQuestionForm):
    gender = forms.ChoiceField(
        label=_("Gender on your KTP"),
        choices=Gender,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the gender that stands on your KTP.")},
    )
    marital_status = forms.ChoiceField(
        label=_("Are you married?"),
        choices=MaritalStatus,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your marital status.")},
    )

    def layout(self):
        return Layout(Field("gender", wrapper_class="tiles-row"), "marital_status")

    def warnings(self):
        return _further_warnings(self.person.nik, gender=self.cleaned_data["gender"])


def _further_warnings(nik, **answers):
    """Warnings that an answer adds to those which the NIK alone gave before."""
    before = nik_rules.warnings(nik)
    return [warning for warning in nik_rules.warnings(nik, **answers) if warning not in before]


class AddressForm(KelurahanMixin, PersonQuestionForm):
    hide_optional = True
    address = forms.CharField(
        label=_("Street or gang, and number"),
        help_text=_("For example Jalan Contoh Gang 3 Nomor 12."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write the street or gang and the number of the house.")},
    )
    rt = RtRwField(
        label="RT",
        error_messages={"required": _("Enter the RT."), "invalid": _("The RT has up to 3 digits.")},
    )
    rw = RtRwField(
        label="RW",
        error_messages={"required": _("Enter the RW."), "invalid": _("The RW has up to 3 digits.")},
    )
    residence = forms.CharField(
        label=_("Where you live, if not at this address"),
        help_text=_("Leave it empty if you live at the address on your KTP."),
        max_length=200,
        required=False,
    )


class ContactForm(PersonQuestionForm):
    phone = PhoneField(
        label=_("Phone or WhatsApp number"),
        help_text=_("We send news about your application here. A number of your family is fine."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the e-mail like this: nama@contoh.com.")},
    )

    def stored(self):
        stored = super().stored()
        username = self.application.user.username if self.application.user else ""
        number = stored.get("phone") or (username if username.startswith("+") else "")
        stored["phone"] = formats.phone(number) if number else ""
        if not stored.get("email") and "@" in username:
            stored["email"] = username
        return stored

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class EducationForm(ApplicationQuestionForm):
    education = forms.ChoiceField(
        label=_("What is your last education?"),
        choices=Education,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the last school that you finished.")},
    )
    school = forms.CharField(label=_("Name of the school"), required=False, max_length=120)


class WorkForm(ApplicationQuestionForm):
    has_one_question = True
    work_status = forms.ChoiceField(
        label=_("What is your work now?"),
        choices=WorkStatus,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )


class FactsForm(QuestionForm):
    """Yes or no to each fact of ``fact_types``; ``held`` says which facts then hold."""

    def __init__(self, *args, fact_types, answered, **kwargs):
        self.fact_types = list(fact_types)
        self.answered = answered
        super().__init__(*args, **kwargs)

    def stored(self):
        if not self.answered:
            return {}
        claimed = {claim.fact_type_id for claim in self.application.fact_claims.all()}
        return {
            fact.code: "yes" if (fact.code in claimed) == fact.holds_on_yes else "no"
            for fact in self.fact_types
        }

    def build(self):
        for fact in self.fact_types:
            question = question_of(fact)
            self.fields[fact.code] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=YES_OR_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer with yes or no: %s") % question.text},
            )

    def layout(self):
        return Layout(*(Field(fact.code, wrapper_class="tiles-row") for fact in self.fact_types))

    @property
    def held(self):
        return {
            fact.code: (self.cleaned_data[fact.code] == "yes") == fact.holds_on_yes
            for fact in self.fact_types
        }


class YesBox(forms.CheckboxInput):
    """A box that sends "yes" when it is ticked."""

    def format_value(self, value):
        return "yes"

    def value_from_datadict(self, data, files, name):
        return data.get(name) == "yes"


class PrioritiesForm(FactsForm):
    """The facts as boxes to tick, and one for "none of these", so that nothing is left open."""

    NONE = "none_of_these"

    def stored(self):
        if not self.answered:
            return {}
        stored = {code: answer == "yes" for code, answer in super().stored().items()}
        return {**stored, self.NONE: not any(stored.values())}

    def build(self):
        for fact in self.fact_types:
            question = question_of(fact)
            self.fields[fact.code] = forms.BooleanField(
                label=fact.label,
                help_text=f"{question.text} {question.hint}",
                required=False,
                widget=YesBox,
            )
        self.fields[self.NONE] = forms.BooleanField(
            label=_("None of these"), required=False, widget=YesBox
        )

    def layout(self):
        return Layout(*self.fields)

    def clean(self):
        cleaned = super().clean()
        ticked = [fact for fact in self.fact_types if cleaned.get(fact.code)]
        if ticked and cleaned.get(self.NONE):
            self.add_error(
                self.NONE, _("Take away this tick, or the ticks above: they exclude each other.")
            )
        is_answered = any(name in self.data for name in self.fields)
        if not is_answered:
            self.add_error(
                self.NONE, _("Tick what holds for you. If nothing does, tick “None of these”.")
            )
        return cleaned

    @property
    def held(self):
        return {
            fact.code: self.cleaned_data[fact.code] == fact.holds_on_yes for fact in self.fact_types
        }


class AccommodationForm(QuestionForm):
    needed = forms.ChoiceField(
        label=_("Do you need adjustments to be able to join?"),
        help_text=_(
            "It does not lessen your chance. Only staff who prepare the class and the tests see it."
        ),
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer with yes or no.")},
    )
    accommodation = forms.CharField(
        label=_("What do you need?"),
        help_text=_("A ramp, a sign-language interpreter, a screen reader, more time for tests…"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def stored(self):
        if not self.application.accommodation_answered_at:
            return {}
        text = self.application.accommodation
        return {"needed": "yes" if text else "no", "accommodation": text}

    def layout(self):
        return Layout(Field("needed", wrapper_class="tiles-row"), "accommodation")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("needed") == "yes" and not cleaned.get("accommodation"):
            self.add_error("accommodation", _("Write what you need, so that we can prepare it."))
        if cleaned.get("needed") == "no":
            cleaned["accommodation"] = ""
        return cleaned


class MotivationForm(ApplicationQuestionForm):
    has_one_question = True
    motivation = forms.CharField(
        label=_("Why do you want to join, and what will you do afterwards?"),
        help_text=_("Two or three sentences are enough. You may tell more in the interview."),
        min_length=20,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write two or three sentences."),
            "min_length": _("Write a little more: at least 20 letters."),
            "max_length": _("Write at most 1000 letters."),
        },
    )


class DeclarationForm(forms.Form):
    """The declaration beside the button that sends the application."""

    declared = forms.BooleanField(
        label=declarations.DECLARATIONS[declarations.CURRENT],
        error_messages={"required": _("Tick the declaration before you send.")},
    )
