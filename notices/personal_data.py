"""What people were told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared import retention
from blk_portal.shared.erasing import LetGo
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.personal_data import (
    Follows,
    Merging,
    Provider,
    Record,
    Section,
    Sweep,
    register,
)
from notices.services import forgetting
from notices.services.outbox import queue_notice


def _notices_of(person):
    notices = person.notices.released().exclude(text="")
    return [
        Record(
            notice.subject,
            [(_("When"), long_datetime(notice.created_at)), (_("Message"), notice.text)],
        )
        for notice in notices
    ]


register(
    Provider(
        app="notices",
        sections=[Section("notices", gettext_lazy("Messages to you"), _notices_of)],
        erase=lambda person: forgetting.forget_texts(person.notices.exclude(text="")),
        merging=Merging(follows=[Follows("notices.Notice.person", gettext_lazy("Messages"))]),
        sweeps=[
            Sweep(
                retention.NOTICES,
                forgetting.old_texts,
                lambda notices, before: forgetting.forget_texts(notices),
            ),
        ],
        lets_go=[LetGo("notices_noticecall", columns=("note",))],
        tell=queue_notice,
    )
)
