"""How Python's garbage collector is set in a process that runs for long."""

import atexit
import gc

NEW_OBJECTS = 20_000
"""So many have to come before it looks through the young ones: a request makes thousands, and most go by themselves."""


def hold_off() -> None:
    """Call it before all is imported and made: that stays, and to look through it meanwhile is a fifth of a start."""
    gc.disable()


def settle() -> None:
    """Call it when all is imported and made: what is there then stays, and is never looked through again."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # so that all is taken down in order at the end, which some extensions check
    gc.set_threshold(NEW_OBJECTS, 20, 20)
    gc.enable()
