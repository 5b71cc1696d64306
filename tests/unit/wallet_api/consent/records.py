"""A request of Dr X, for tests of what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.unit.wallet_api.consent.table import T0
from wallet_api.domain.consent.asking import Item, Purpose, Sensitivity
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker

DR_X = ProvenAsker("did:key:zDrX", "Dr Xenia Qxnameqx", "Heart Clinic", "2212", None)
BLOOD = Item("b1", "laboratory", Sensitivity.NORMAL)
BLOOD_2 = Item("b2", "laboratory", Sensitivity.RESTRICTED)
SCAN = Item("s1", "imaging", Sensitivity.NORMAL)
THERE = (BLOOD, BLOOD_2, SCAN)


def asked(**changed: Any) -> ConsentRecord:
    record = ConsentRecord(
        id="c1", wallet_id="w1", state=State.REQUESTED, version=0, asker_id=DR_X.id, asker=DR_X,
        recipient=Recipient("Heart Clinic", DR_X.person, frozenset({"2212"})), purpose=Purpose.TREATMENT,
        kinds=("laboratory",), asked_days=30, sealed_note="sealed", items=(), starts_at=None, ends_at=None,
        is_visit=False, answer_by=T0 + timedelta(days=7), given_by=None, denial_id=None, created_at=T0, changed_at=T0,
    )  # fmt: skip
    return replace(record, **changed)
