"""What both sides of the socket must agree on; imports no decoder."""

import struct

LENGTH = struct.Struct("!Q")
# Time that opening one file may compute before the system ends it.
CPU_SECONDS = 5
READY, ISOLATED = b"r", b"i"
