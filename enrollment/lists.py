"""The lists of this app that leave the portal as files."""

from blk_portal.shared.lists import register
from enrollment.application_list import APPLICANTS
from enrollment.objection_list import OBJECTIONS
from enrollment.queue_list import QUEUE
from enrollment.roster_list import ROSTER
from enrollment.score_list import SCORES

for staff_list in [APPLICANTS, QUEUE, ROSTER, SCORES, OBJECTIONS]:
    register(staff_list)
