"""The whole log as the routes give it to an auditor."""

from agent.audit.c2sp.bundles import parse_bundle
from agent.audit.examining import Exported
from agent.audit.services.publishing import Publishing
from agent.audit.tree.tiles import WIDTH, TileAt, tile_path


async def exported(publishing: Publishing) -> Exported:
    kept = await publishing.checkpoint()
    entries, tiles, level, width = list[bytes](), dict[TileAt, bytes](), 0, kept.size
    while width:
        for index in range(-(-width // WIDTH)):
            path = tile_path(index, min(WIDTH, width - index * WIDTH))
            tiles[TileAt(level, index)] = await publishing.tile(level, path)
            if level == 0:
                entries += parse_bundle(await publishing.bundle(path))
        level, width = level + 1, width // WIDTH
    return Exported(kept.note.text, entries, tiles, await publishing.anchors())
