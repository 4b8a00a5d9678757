import errno


class Problem(Exception):
    """Something that the person at the terminal can put right; the message says how."""


def disk_full(place):
    return Problem(f"The disk that holds {place} is full. Free some space and start again.")


def is_disk_full(error):
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
