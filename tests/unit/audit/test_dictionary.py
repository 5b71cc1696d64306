"""Whoever has the whole log, and a dictionary, learns nothing of the events beside it."""

import base64
import hashlib
import json
from datetime import UTC, datetime

from agent.audit.domain.event import audit_event
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.leaf import Salts, entry_of
from agent.audit.domain.words import Kind
from tests.unit.audit.dictionary import Dictionary

NAMES = ("Okafor", "Anna Example", "Salus Clinic")
DICTIONARY = Dictionary(NAMES)
BIRTH, CODE = "1961-07-23", "14189004"


def test_the_attack_finds_what_is_hashed_without_a_salt_or_stands_there() -> None:
    digest = hashlib.sha256(json.dumps(BIRTH).encode()).digest()
    encoded = str(int.from_bytes(hashlib.sha256(b"Okafor").digest()))
    for open_to_it, word in (
        (base64.b64encode(digest), BIRTH),
        (base64.urlsafe_b64encode(digest).rstrip(b"="), BIRTH),
        (digest.hex().encode(), BIRTH),
        (encoded.encode(), "Okafor"),
        (b'{"code":' + CODE.encode() + b"}", CODE),
        (b'{"day":"19610723"}', "19610723"),
    ):
        assert DICTIONARY.found_in(open_to_it) == {word}


def test_the_attack_finds_nothing_in_the_log_of_events_full_of_such_words() -> None:
    at = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
    happened = [
        Happened(Kind.READ, "seen", Named("user", BIRTH), Named("offer", name), details={"code": CODE, "born": BIRTH})
        for name in NAMES
        for _ in range(20)
    ]
    entries = b"\n".join(entry_of(audit_event(each, at, "Salus Clinic"), Salts.draw()) for each in happened)
    assert len(entries.splitlines()) == 60
    assert DICTIONARY.found_in(entries) == set()
