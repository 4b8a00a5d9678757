"""Numbers that wait to be told of an opening.

Anybody may write any number into a profile, so the pages of own data do not say whether one
waits; erased they are with the person.
"""

from blk_portal.shared import retention
from blk_portal.shared.personal_data import Provider, Sweep, register
from programs.models import OpeningAlert
from programs.services.alerts import forget_number, index_alerts_anew

register(
    Provider(
        app="programs",
        erase=lambda person: forget_number(person.phone),
        let_go=lambda person: forget_number(person.phone),
        index_anew=index_alerts_anew,
        sweeps=[
            Sweep(
                retention.ALERTS,
                lambda before: OpeningAlert.objects.filter(asked_at__lt=before),
                lambda alerts, before: alerts.delete()[0],
            ),
        ],
    )
)
