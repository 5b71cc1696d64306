"""What of a card may be seen without the passkey: enough to know it among others, and how it stands to them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from agent.ports import HeldCredential
from agent.protocol import CredentialId
from wallet_api.domain.card_type import CardType
from wallet_api.domain.meaning import NO_END, UNKNOWN_DAY, day_of
from wallet_api.domain.schema import schema_name

_ISSUED = "issued_dateint"


@dataclass(frozen=True)
class Face:
    group_id: str
    """The same for cards that are one card to a person."""
    title: str
    subtitle: str
    day: date | None
    until: date | None
    replaced: bool
    """Whether a newer card says the same thing anew."""


def faces(
    held: Iterable[HeldCredential],
    types: Mapping[str, CardType],
    stored_at: Mapping[CredentialId, datetime],
    revoked: Mapping[CredentialId, bool | None],
) -> Mapping[CredentialId, Face]:
    """One for each card; a revoked card takes no other's place."""
    cards = list(held)
    newest: dict[str, tuple[str, str, CredentialId]] = {}
    for card in cards:
        if revoked.get(card.credential_id) is not True:
            same = _key(card, types, "same")
            newest[same] = max(newest.get(same, ("", "", CredentialId(""))), _age(card, stored_at))
    return {
        card.credential_id: _face(
            card, types, replaced=newest.get(_key(card, types, "same"), _age(card, stored_at)) > _age(card, stored_at)
        )
        for card in cards
    }


def _face(card: HeldCredential, types: Mapping[str, CardType], *, replaced: bool) -> Face:
    kind, values = _type(card, types), card.attributes
    face = kind.face if kind else None
    return Face(
        group_id=_key(card, types, "group"),
        title=values.get(face.title or "", "") if face else "",
        subtitle=values.get(face.subtitle or "", "") if face else "",
        day=_day(values.get(face.day or "")) if face else None,
        until=_day(values.get(face.until or "")) if face else None,
        replaced=replaced,
    )


def _key(card: HeldCredential, types: Mapping[str, CardType], part: str) -> str:
    """Short, and of no meaning to who has not the card. A card without all of the values stands alone."""
    kind = _type(card, types)
    names: tuple[str, ...] = getattr(kind, part) if kind else ()
    values = [card.attributes.get(name, "") for name in names]
    told = [str(card.cred_def_id), *values] if values and all(values) else [str(card.credential_id)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _type(card: HeldCredential, types: Mapping[str, CardType]) -> CardType | None:
    return types.get(schema_name(card.schema_id) or "")


def _age(card: HeldCredential, stored_at: Mapping[CredentialId, datetime]) -> tuple[str, str, CredentialId]:
    stored = stored_at.get(card.credential_id)
    return card.attributes.get(_ISSUED, ""), stored.isoformat() if stored else "", card.credential_id


def _day(value: str | None) -> date | None:
    return None if value is None or value in (UNKNOWN_DAY, NO_END) else day_of(value)
