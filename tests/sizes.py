"""How large the tests of many are: small in `make test`, of the size that was promised in `make acceptance`."""

import os

IS_FULL = os.environ.get("SALUS_TEST_SIZE") == "full"


def sized(small: int, full: int) -> int:
    return full if IS_FULL else small
