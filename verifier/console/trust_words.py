"""The trust registry in words: whether an entry counts today, and what an edition says line by line."""

from collections.abc import Iterator
from datetime import date

from agent.console.state_words import StateWords
from agent.detached_jws import WrongKey, read_public_key
from verifier.console.line_changes import Changes, line_changes
from verifier.domain.registry import Publisher, Registry
from verifier.domain.trust import TrustEntry


def words_of(entry: TrustEntry, today: date) -> StateWords:
    if entry.void:
        return StateWords("Void", "Nothing it ever issued under this definition counts.", "bad")
    if entry.trusted_from > today:
        return StateWords("Not yet", f"What it issues from {entry.trusted_from} on counts.", "waiting")
    if entry.trusted_until is not None and entry.trusted_until < today:
        return StateWords("Ended", f"What it issued {_window(entry)} still counts.", "over")
    return StateWords("Trusted", f"What it issues {_window(entry)} counts.", "good")


def registry_changes(before: Registry, after: Registry) -> Changes:
    """Without the sequence, which always changes."""
    return line_changes(_lines(before), _lines(after))


def _lines(registry: Registry) -> Iterator[str]:
    for entry in registry.entries:
        void = "; VOID: nothing it ever issued counts" if entry.void else ""
        what = f"{entry.issuer_name}: {entry.credential_type}, issued {_window(entry)}{void}"
        yield f"{what} ({entry.cred_def_id}, day of issuance in {entry.issued_attribute})"
    for publisher in registry.publishers:
        yield f"List of {publisher.name}, which may add {', '.join(publisher.may_add)} (key {thumbprint(publisher)})"


def thumbprint(publisher: Publisher) -> str:
    try:
        return read_public_key(publisher.key)
    except WrongKey:
        return "that is none"


def _window(entry: TrustEntry) -> str:
    until = f" until {entry.trusted_until}" if entry.trusted_until else ""
    return f"from {entry.trusted_from}{until}"
