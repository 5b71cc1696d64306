"""The next edition of our trust registry, made of the one before by single changes. It counts once it is signed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from agent.protocol import CredDefId
from verifier.domain.registry import Publisher, Registry
from verifier.domain.trust import TrustEntry


def begun(in_force: Registry) -> Registry:
    """To be changed, with the next sequence."""
    return replace(in_force, sequence=in_force.sequence + 1)


def with_entry(registry: Registry, entry: TrustEntry) -> Registry:
    """Raises ValueError, where it does not go together with the others."""
    return replace(registry, entries=(*registry.entries, entry))


def with_publisher(registry: Registry, publisher: Publisher) -> Registry:
    """Raises ValueError, where there is one of this name."""
    return replace(registry, publishers=(*registry.publishers, publisher))


def ended(registry: Registry, cred_def_id: CredDefId, last_day: date) -> Registry:
    """What was issued until then still counts. Raises ValueError, where trust has not begun by then."""
    return _changed(registry, cred_def_id, lambda entry: replace(entry, trusted_until=last_day))


def voided(registry: Registry, cred_def_id: CredDefId) -> Registry:
    """Nothing that was ever issued under this definition counts any more."""
    return _changed(registry, cred_def_id, lambda entry: replace(entry, void=True))


def _changed(registry: Registry, cred_def_id: CredDefId, change: Callable[[TrustEntry], TrustEntry]) -> Registry:
    entries = (change(each) if each.cred_def_id == cred_def_id else each for each in registry.entries)
    return replace(registry, entries=tuple(entries))
