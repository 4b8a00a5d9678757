"""The lists of this app that leave the portal as files."""

from blk_portal.shared.lists import register
from enrollment.application_list import APPLICANTS

register(APPLICANTS)
