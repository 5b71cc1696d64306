"""Signed notes: a text, and below it lines of signatures (C2SP signed-note).

Decides nothing about who is trusted: `keys.py` has keys, and whoever reads a note names those that count.
"""

from dataclasses import dataclass

from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_base64

MAX_BYTES = 64 * 1024
MAX_SIGNATURES = 32
KEY_ID_BYTES = 4
_BEGIN = "\u2014 "


@dataclass(frozen=True)
class SignatureLine:
    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        return f"{_BEGIN}{self.name} {base64_of(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    body: str
    """The text that is signed, with its closing newline."""
    signatures: tuple[SignatureLine, ...]

    @property
    def text(self) -> str:
        return f"{self.body}\n{''.join(each.text for each in self.signatures)}"

    def with_signatures(self, *more: SignatureLine) -> "Note":
        new = tuple(each for each in more if each not in self.signatures)
        return Note(self.body, (*self.signatures, *new))


def parse_note(text: str) -> Note:
    """Raises FormatRefused."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise FormatRefused("the note is too long")
    if any(ord(each) < 0x20 and each != "\n" for each in text):
        raise FormatRefused("a control character in a note")
    body, found, lines = text.rpartition("\n\n")
    if not found or not body or not lines.endswith("\n"):
        raise FormatRefused("not a signed note")
    return Note(f"{body}\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[SignatureLine, ...]:
    """Signature lines alone, as a witness answers them. Raises FormatRefused."""
    if not lines.endswith("\n") or lines.count("\n") > MAX_SIGNATURES:
        raise FormatRefused("no signature lines, or too many")
    return tuple(_signature(line) for line in lines[:-1].split("\n"))


def check_name(name: str) -> str:
    """A key's name. Raises FormatRefused."""
    if not name or "+" in name or any(each.isspace() for each in name):
        raise FormatRefused("a key's name has no space and no plus")
    return name


def _signature(line: str) -> SignatureLine:
    name, _, encoded = line.removeprefix(_BEGIN).partition(" ")
    content = from_base64(encoded)
    if not line.startswith(_BEGIN) or len(content) <= KEY_ID_BYTES:
        raise FormatRefused("not a signature line")
    return SignatureLine(check_name(name), content[:KEY_ID_BYTES], content[KEY_ID_BYTES:])
