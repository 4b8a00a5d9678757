"""What both sides of the socket must agree on; imports no decoder."""

import struct

LENGTH = struct.Struct("!Q")
READY, ISOLATED = b"r", b"i"
