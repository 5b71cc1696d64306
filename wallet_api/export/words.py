"""The words of the page that a person takes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from wallet_api.domain.card_type import Language


@dataclass(frozen=True)
class PageWords:
    title: str
    made: str
    lead: str
    wallet: str
    card: str
    issuer: str
    says_it_is: str
    revoked: str
    not_checked: str
    replaced: str
    valid: str
    since: str
    no_cards: str
    shown: str
    somebody: str
    maybe: str
    technical: str
    documents: str
    documents_apart: str
    documents_damaged: str
    categories: Mapping[str, str]
    history: str
    when: str
    who: str
    purpose: str
    seen: str
    proved: str
    outcome: str
    nothing: str
    states: Mapping[str, str]
    devices: str
    passkeys: str
    more: str


@cache
def words() -> Mapping[Language, PageWords]:
    return _adapter.validate_python(yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader))


_FILE = Path(__file__).with_name("words.yaml")
_adapter: TypeAdapter[Mapping[Language, PageWords]] = TypeAdapter(Mapping[Language, PageWords])
