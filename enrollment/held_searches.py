"""What a verifier types to find a file: the address carries a key to it, the session holds it.

An address is remembered by the browser and written down by every server on the way, so no name
may stand in it. A registration number tells nothing of anybody and makes an address to share.
"""

from django.utils.crypto import get_random_string

from blk_portal.shared.crypto import decrypt, encrypt

HELD = "queue_searches"
MOST_HELD = 10


def hold_search(request, text):
    """Keep ``text`` until the session ends, and return the key to it."""
    key = get_random_string(12)
    searches = [*request.session.get(HELD, {}).items(), (key, encrypt(text))]
    request.session[HELD] = dict(searches[-MOST_HELD:])
    return key


def held_search(request, key):
    """Return what was kept in this session under ``key``, or ``None``."""
    token = request.session.get(HELD, {}).get(key)
    return token and decrypt(token)
