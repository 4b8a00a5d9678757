"""The list of this app that leaves the portal as a file."""

from blk_portal.shared.lists import register
from notices.call_list import CALL_LIST

register(CALL_LIST)
