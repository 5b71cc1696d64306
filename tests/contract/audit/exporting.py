"""The whole log as the routes give it to an auditor."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.audit.examining import Exported
from agent.audit.exported import export, read_export
from agent.audit.services.publishing import Publishing


async def exported(publishing: Publishing) -> Exported:
    """By way of files, as `salus audit export` does it."""

    async def get(path: str) -> bytes:
        match path.split("/", 2):
            case ["checkpoint"]:
                return (await publishing.checkpoint()).note.text.encode()
            case ["anchors"]:
                return json.dumps({"anchors": await publishing.anchors()}).encode()
            case ["tile", "entries", place]:
                return await publishing.bundle(place)
            case ["tile", level, place]:
                return await publishing.tile(int(level), place)
        raise AssertionError(path)

    with TemporaryDirectory() as place:
        await export(get, Path(place) / "log")
        return read_export(Path(place) / "log")
