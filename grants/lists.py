"""The list of this app that leaves the portal as a file."""

from blk_portal.shared.lists import register
from grants.request_list import REQUESTS

register(REQUESTS)
