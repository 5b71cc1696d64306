"""Walking through the admin API's lists, which give 100 (credentials: 10) when not asked for more."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from pydantic import BaseModel

from agent.acapy.client import AcaPyClient

PAGE_SIZE = 500


async def every_page[P: BaseModel, R](
    client: AcaPyClient,
    path: str,
    page: type[P],
    rows: Callable[[P], Sequence[R]],
    which: Mapping[str, str | None] | None = None,
) -> AsyncIterator[R]:
    """Every row of a list, in the agent's order; of those with the values in `which` that are not None."""
    query = {name: value for name, value in (which or {}).items() if value is not None}
    offset = 0
    while True:
        found = rows(await client.get(path, page, {**query, "limit": PAGE_SIZE, "offset": offset}))
        for row in found:
            yield row
        if len(found) < PAGE_SIZE:
            return
        offset += PAGE_SIZE
