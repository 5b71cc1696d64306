"""Keeps asyncio's own event loop where ACA-Py is imported."""

import nest_asyncio


def keep_the_event_loop() -> None:
    """Call it before ACA-Py is imported.

    Its JSON-LD code, which we do not use, would put a slower, re-entrant loop in place for the whole process.
    """
    nest_asyncio.apply = lambda loop=None: None
