"""That the server is about to stop, told to what would otherwise never end (event streams).

uvicorn waits for open connections before it runs the lifespan's end, so the streams must hear of it earlier
(serve.py).
"""

import asyncio


class Closing:
    """Set once, when the server begins to stop; `app.state.closing`."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def begin(self) -> None:
        self._event.set()

    @property
    def has_begun(self) -> bool:
        return self._event.is_set()

    async def wait(self) -> None:
        await self._event.wait()
