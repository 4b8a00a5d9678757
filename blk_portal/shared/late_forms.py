"""Forms that know what their page showed, and what to show to whoever comes too late."""

from dataclasses import dataclass

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from blk_portal.shared.late_saves import SEEN, SavedMeanwhile


@dataclass(frozen=True)
class BothVersions:
    """One answer as it stands now, and as it was about to be saved."""

    label: str
    now: str
    yours: str


def knowing(form, version):
    """Let ``form`` carry, unseen, the ``version`` of what its page shows; return the form."""
    form.fields[SEEN] = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=version, empty_value=""
    )
    if hasattr(form, "helper"):
        form.helper.render_hidden_fields = True
    return form


def only_knowing(version):
    """Return a form with nothing else, for a page that shows itself what stands now."""
    return knowing(forms.Form(), version)


def show_refusal(form, refusal, now, *others):
    """Show ``refusal`` on ``form`` and, if it came too late, both versions of what differs.

    ``now()`` makes the form, and forms like ``others``, of what stands now. The page knows that
    from then on, so that a second save is one by somebody who has seen both.
    """
    form.add_error(None, str(refusal))
    if not isinstance(refusal, SavedMeanwhile):
        return
    fresh, *fresh_others = now()
    form.both = [
        line
        for sent, standing in zip([form, *others], [fresh, *fresh_others], strict=True)
        for line in _differences(sent, standing)
    ]
    form.data = form.data.copy()
    if SEEN in form.fields:
        form.data[form.add_prefix(SEEN)] = fresh[SEEN].value()
    for name, field in form.fields.items():
        if field.show_hidden_initial and name in fresh.fields:
            _begin_anew(form, name, fresh[name].value())


def _begin_anew(form, name, value):
    """Let a row of a list stand on what is stored; of one not answered say what is stored."""
    value = "" if value is None else str(value)
    form.data[form[name].html_initial_name] = value
    if name not in form.changed_data:
        form.data[form[name].html_name] = value


def _differences(sent, now):
    if isinstance(sent, forms.BaseFormSet):
        lines = [BothVersions(_rows_label(sent), _rows_in_words(now), _rows_in_words(sent))]
    else:
        lines = [
            BothVersions(str(bound.label), _in_words(now[bound.name]), _in_words(bound))
            for bound in sent.visible_fields()
            if bound.name in now.fields and _was_answered(sent, bound) and _is_stored(now, bound)
        ]
    return [line for line in lines if line.now != line.yours]


def _was_answered(form, bound):
    """In a list everybody answers for the rows that he changes, elsewhere for the whole."""
    if bound.field.show_hidden_initial:
        return bound.name in form.changed_data
    return not bound.field.disabled


def _is_stored(form, bound):
    """Whether a page shows what stands; why something is done is asked anew each time."""
    has_a_value = form.fields[bound.name].initial is not None
    return bound.field.show_hidden_initial or bound.name in form.initial or has_a_value


def _rows_label(formset):
    return ", ".join(str(field.label) for field in formset.empty_form.fields.values())


def _rows_in_words(formset):
    rows = [
        [words for bound in row.visible_fields() if (words := _in_words(bound))] for row in formset
    ]
    return "; ".join(", ".join(words) for words in rows if len(words) > 1)


def _in_words(bound):
    """Say what stands in a field, alike for what was typed and what was stored."""
    value = bound.value()
    if choices := getattr(bound.field, "choices", None):
        chosen = value if isinstance(value, list | tuple | set) else [value]
        keys = {str(one) for one in chosen}
        return ", ".join(str(label) for key, label in choices if str(key) in keys and str(key))
    if isinstance(bound.field, forms.BooleanField):
        return str(_("Yes")) if bound.field.to_python(value) else str(_("No"))
    if value in (None, ""):
        return ""
    try:
        return localize(bound.field.clean(_as_typed(bound, value)))
    except forms.ValidationError:
        return str(value)


def _as_typed(bound, value):
    widget = bound.field.widget
    if isinstance(widget, forms.MultiWidget):
        return value if isinstance(value, list) else widget.decompress(value)
    return value if isinstance(value, str) else widget.format_value(value)
