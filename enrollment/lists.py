"""The lists of this app that leave the portal as files."""

from blk_portal.shared.lists import register
from enrollment.application_list import APPLICANTS
from enrollment.queue_list import QUEUE
from enrollment.roster_list import ROSTER

for staff_list in [APPLICANTS, QUEUE, ROSTER]:
    register(staff_list)
