import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Kelurahan
from grants.choices import RequestStatus
from grants.models import GrantRequest

ORDERS = {
    "received_on": _("Oldest first"),
    "-received_on": _("Newest first"),
    "person__full_name": _("Name"),
    "-field_verification__score": _("Highest score first"),
}


class GrantRequestFilter(django_filters.FilterSet):
    """Requests of a round: by status, kelurahan and training; in a chosen order."""

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=RequestStatus, empty_label=_("All")
    )
    kelurahan = django_filters.ModelChoiceFilter(
        field_name="person__kelurahan",
        label=_("Kelurahan"),
        queryset=Kelurahan.objects.all(),
        empty_label=_("All"),
    )
    graduate = django_filters.ChoiceFilter(
        label=_("Graduate"),
        choices=[("yes", _("Finished a class")), ("no", _("No class behind the request"))],
        method="by_graduate",
        empty_label=_("All"),
    )
    order = django_filters.OrderingFilter(
        label=_("Order"),
        choices=list(ORDERS.items()),
        fields=[(name, name) for name in ORDERS if not name.startswith("-")]
        + [("field_verification__score", "field_verification__score")],
        empty_label=None,
    )

    class Meta:
        model = GrantRequest
        fields = ["status", "kelurahan", "graduate"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "form-select"

    def by_graduate(self, requests, name, answer):
        if answer == "yes":
            return requests.filter(participation__has_finished=True)
        return requests.exclude(participation__has_finished=True)
