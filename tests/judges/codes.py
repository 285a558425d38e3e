"""How our fonts' codes are written: CIDs below C0 in a byte, the others in two, from C000 up."""

SINGLE, DOUBLE = 0xC0, 0xC000


def cid(code):
    """The CID of a code."""
    return code if code < SINGLE else code - DOUBLE + SINGLE


def cids(string):
    """The CIDs of a string of codes."""
    found, at = [], 0
    while at < len(string):
        length = 1 if string[at] < SINGLE else 2
        found.append(cid(int.from_bytes(string[at : at + length], "big")))
        at += length
    return found
