"""What is encrypted comes back as it was, or not at all."""

import random
from pathlib import Path

import pytest

from agent.envelope import NONCE_BYTES, TAG_BYTES, Damaged, draw_key, seal, unseal, unwrap, wrap
from agent.service.sealed_files import PIECE_BYTES, SealedWriter, opened

HERE = b"content wallet record"


def written(path: Path, content: bytes, key: bytes, piece_bytes: int = 1000) -> Path:
    with path.open("wb") as file:
        writer = SealedWriter(file, key, HERE)
        for at in range(0, len(content), piece_bytes):
            writer.write(content[at : at + piece_bytes])
        writer.finish()
    return path


@pytest.mark.parametrize("size", [1, 15, 16, 17, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7])
def test_a_content_of_any_size_comes_back(tmp_path: Path, size: int) -> None:
    content, key = random.Random(size).randbytes(size), draw_key()  # noqa: S311 - content, not a key
    path = written(tmp_path / "blob", content, key, 70_001)
    assert b"".join(opened(path, key, HERE)) == content
    assert path.stat().st_size == size + NONCE_BYTES + TAG_BYTES
    assert content[:200] not in path.read_bytes() or size < 16


def test_five_hundred_changes_of_a_byte_in_contents_values_and_wrapped_keys_are_each_found(tmp_path: Path) -> None:
    draw, key, by = random.Random(11), draw_key(), draw_key()  # noqa: S311 - which byte, not a key
    path = tmp_path / "blob"
    whole = written(path, draw.randbytes(5000), key).read_bytes()

    def content(stored: bytes) -> None:
        path.write_bytes(stored)
        opened(path, key, HERE)

    ways = (
        (whole, content),
        (seal(b'{"title": "Blood test"}', key, HERE), lambda stored: unseal(stored, key, HERE)),
        (wrap(key, by), lambda stored: unwrap(stored, by)),
    )
    for number in range(500):
        stored, read = ways[number % len(ways)]
        at = draw.randrange(len(stored))
        with pytest.raises(Damaged):
            read(stored[:at] + bytes([stored[at] ^ draw.randrange(1, 256)]) + stored[at + 1 :])


@pytest.mark.parametrize("length", [0, 1, NONCE_BYTES, NONCE_BYTES + TAG_BYTES - 1, NONCE_BYTES + TAG_BYTES, 500, 1027])
def test_what_was_cut_off_is_found_before_anything_is_shown(tmp_path: Path, length: int) -> None:
    key = draw_key()
    path = written(tmp_path / "blob", b"x" * 1000, key)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Damaged):
        opened(path, key, HERE)


def test_nothing_opens_in_another_place_or_with_another_key(tmp_path: Path) -> None:
    key = draw_key()
    path, sealed = written(tmp_path / "blob", b"x" * 1000, key), seal(b"x", key, HERE)
    for wrong_key, place in ((key, b"elsewhere"), (draw_key(), HERE)):
        with pytest.raises(Damaged):
            opened(path, wrong_key, place)
        with pytest.raises(Damaged):
            unseal(sealed, wrong_key, place)
    with pytest.raises(Damaged):
        unwrap(wrap(key, key), draw_key())


def test_a_change_between_the_check_and_the_reading_breaks_the_reading_off(tmp_path: Path) -> None:
    key = draw_key()
    path = written(tmp_path / "blob", b"x" * 2 * PIECE_BYTES, key)
    pieces = opened(path, key, HERE)
    with path.open("r+b") as file:
        file.seek(PIECE_BYTES + 100)
        file.write(b"changed")
    with pytest.raises(Damaged):
        list(pieces)
