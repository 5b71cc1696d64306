"""The code that a person prints at sign-up: 128 random bits in Crockford's base 32, in groups of four or five.

I, L and O are read as 1, 1 and 0; case, blanks and hyphens do not matter. Source: Douglas Crockford, Base 32.
"""

import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUPS = (4, 4, 4, 5, 4, 5)
_READ_AS = str.maketrans("ILO", "110", " -\u2010\u2011\u2012\u2013\u00a0\t\r\n")


def draw_code() -> str:
    """As it is printed."""
    letters, number = "", secrets.randbits(128)
    for _ in range(LENGTH):
        letters += LETTERS[number % 32]
        number //= 32
    groups, start = [], 0
    for size in GROUPS:
        groups.append(letters[start : start + size])
        start += size
    return "-".join(groups)


def read_code(text: str) -> str | None:
    """The bare letters of what somebody typed; None if it cannot be a code."""
    bare = text.upper().translate(_READ_AS)
    return bare if len(bare) == LENGTH and set(bare) <= set(LETTERS) else None
