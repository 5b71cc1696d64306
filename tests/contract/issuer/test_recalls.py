"""A recalled lot stays recalled until the recall is lifted; on both databases, as far as it goes without an agent."""

import httpx
import pytest

from agent.access.domain.act import OPERATOR
from agent.service.database import Database
from issuer.domain.claims import to_attributes
from issuer.domain.offer import Notice, Offer, OfferState, Reason
from issuer.domain.publication import Publication
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState
from issuer.parts import Parts
from issuer.revocation_store import RevocationStore
from issuer.services.recalls import LotRecalled
from issuer.store import OfferStore
from issuer.type_files import PACKAGED, load_credential_types
from tests.contract.issuer.examples import CLAIMS, NOW, REV_REG_ID, offer

pytestmark = pytest.mark.asyncio

VACCINATION = load_credential_types(PACKAGED)["vaccination"]
LOT = {"credential_type": "vaccination", "lot_number": "7123"}
OF_LOT = CLAIMS | {"lot_number": " 007123"}
AGENT_IS_AWAY = 503
"""As far as an offer that is not refused gets here."""


@pytest.fixture
def store(database: Database, published: Publication) -> OfferStore:
    return OfferStore(database)


async def recall(clerk: httpx.AsyncClient, **changes: object) -> str:
    answer = await clerk.post("/v1/revocations", json=LOT | changes)
    assert answer.status_code == 202
    revocation_id: str = answer.json()["revocation_id"]
    return revocation_id


async def offered(clerk: httpx.AsyncClient, claims: dict[str, str | int]) -> tuple[int, str]:
    answer = await clerk.post("/v1/offers", json={"credential_type": "vaccination", "claims": claims})
    return answer.status_code, answer.json()["code"]


async def kinds(clerk: httpx.AsyncClient, record_id: str) -> list[str]:
    acts = (await clerk.get("/v1/acts")).json()["acts"]
    return [each["kind"] for each in acts if each["record_id"] == record_id and each["record_kind"] == "recall"]


async def give_in_force(database: Database, parts: Parts) -> None:
    """A recall as another process writes it just now."""
    order = await parts.revoking_many.of_lot("vaccination", "7123")
    async with database.transaction() as transaction:
        await RevocationStore(database).add(transaction, order)


def draft_of_lot(parts: Parts) -> Offer:
    """Of the lot, and young."""
    attributes = to_attributes(VACCINATION, OF_LOT, NOW.date())
    return offer(OfferState.DRAFT, at=parts.journal.clock(), held=False, attributes=attributes)


async def test_no_offer_of_a_recalled_lot_is_made_however_the_lot_is_written(
    clerk: httpx.AsyncClient, store: OfferStore
) -> None:
    await recall(clerk)
    for written in ("7123", "007123", " 7123 "):
        assert await offered(clerk, CLAIMS | {"lot_number": written}) == (409, "lot-recalled")
    assert await store.page(None, 10) == []


async def test_other_lots_other_types_and_cards_without_a_lot_are_offered_still(
    clerk: httpx.AsyncClient, store: OfferStore
) -> None:
    await recall(clerk)
    await recall(clerk, credential_type="allergy", lot_number="8")
    for claims in (CLAIMS, CLAIMS | {"lot_number": "7124"}, CLAIMS | {"lot_number": "8"}):
        assert (await offered(clerk, claims))[0] == AGENT_IS_AWAY


async def test_a_dry_run_and_an_order_by_name_keep_no_lot_back(clerk: httpx.AsyncClient, store: OfferStore) -> None:
    assert (await clerk.post("/v1/revocations", json=LOT | {"dry_run": True})).status_code == 200
    assert (await clerk.post("/v1/revocations", json={"offer_ids": ["x"]})).status_code == 202
    assert (await offered(clerk, OF_LOT))[0] == AGENT_IS_AWAY


async def test_a_lifted_recall_lets_the_lot_go_whichever_of_its_orders_is_named(
    clerk: httpx.AsyncClient, store: OfferStore
) -> None:
    first, second = await recall(clerk), await recall(clerk)
    for _ in range(2):
        lifted = await clerk.post(f"/v1/revocations/{second}/lift")
        assert lifted.status_code == 200 and lifted.json()["lifted_at"] is not None
    assert (await clerk.get(f"/v1/revocations/{first}")).json()["lifted_at"] == lifted.json()["lifted_at"]
    assert (await offered(clerk, OF_LOT))[0] == AGENT_IS_AWAY
    assert await kinds(clerk, first) == await kinds(clerk, second) == ["recall-lifted", "recalled"]


async def test_a_lot_that_was_let_go_can_be_recalled_again(clerk: httpx.AsyncClient, store: OfferStore) -> None:
    await clerk.post(f"/v1/revocations/{await recall(clerk)}/lift")
    await recall(clerk)
    assert await offered(clerk, OF_LOT) == (409, "lot-recalled")


async def test_only_the_recall_of_a_lot_is_lifted(clerk: httpx.AsyncClient, store: OfferStore) -> None:
    by_name = (await clerk.post("/v1/revocations", json={"offer_ids": ["x"]})).json()["revocation_id"]
    refused = await clerk.post(f"/v1/revocations/{by_name}/lift")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-state")
    assert (await clerk.post("/v1/revocations/unknown/lift")).status_code == 404


async def test_no_card_of_a_recalled_lot_takes_the_place_of_another(
    clerk: httpx.AsyncClient, database: Database, store: OfferStore
) -> None:
    old = offer(OfferState.STORED, rev_reg_id=REV_REG_ID, cred_rev_id=1, attributes=None)
    async with database.transaction() as transaction:
        await store.add(transaction, old)
    await recall(clerk)
    wish = {"claims": OF_LOT, "reason": "correction"}
    refused = await clerk.post(f"/v1/offers/{old.offer_id}/replace", json=wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "lot-recalled")
    assert await store.find(old.offer_id) == old


async def test_a_draft_that_a_crash_left_ends_when_its_lot_was_recalled(
    parts: Parts, database: Database, store: OfferStore
) -> None:
    left = draft_of_lot(parts)
    await give_in_force(database, parts)
    await parts.journal.open_draft(left)
    await parts.offering.resume(left)
    found = await store.find(left.offer_id)
    assert found is not None and (found.state, found.reason) == (OfferState.FAILED, Reason.LOT_RECALLED)
    assert found.attributes is None


async def test_an_offer_does_not_slip_through_while_the_recall_is_given(
    parts: Parts, store: OfferStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]

    async def is_recalled(*_: object) -> bool:
        return answers.pop(0)

    monkeypatch.setattr(RevocationStore, "is_recalled", is_recalled)
    with pytest.raises(LotRecalled):
        await parts.offering.offer("vaccination", OF_LOT, OPERATOR)
    [found] = await store.page(None, 10)
    assert (found.state, found.reason) == (OfferState.FAILED, Reason.LOT_RECALLED)


async def test_an_offer_that_is_written_while_the_recall_is_given_is_taken_back_with_it(
    parts: Parts, store: OfferStore
) -> None:
    meant = await parts.revoking_many.of_lot("vaccination", "7123")
    late = draft_of_lot(parts)
    await parts.journal.open_draft(late)
    progress = await parts.revoking_many.give(meant, OPERATOR)
    assert progress.total == 1
    found = await store.find(late.offer_id)
    assert found is not None and found.state in (OfferState.WITHDRAWING, OfferState.WITHDRAWN)


async def test_a_replacement_whose_lot_is_recalled_meanwhile_ends_and_the_holder_is_told(
    parts: Parts, database: Database, store: OfferStore
) -> None:
    old = offer(OfferState.REVOKED, notice=Notice.HELD)
    await parts.journal.open_draft(old)
    attributes = to_attributes(VACCINATION, OF_LOT, NOW.date())
    wish = Replacement(
        old.offer_id, offer().offer_id, ReplacementState.OFFERING, ReplacementReason.UPDATE, NOW, attributes
    )
    async with database.transaction() as transaction:
        await parts.rounds.replacements.add(transaction, wish)
    await give_in_force(database, parts)
    await parts.rounds.replacing.advance(old.offer_id)
    ended = await parts.rounds.replacing.find(old.offer_id)
    assert (ended.state, ended.attributes) == (ReplacementState.FAILED, None)
    told = await store.find(old.offer_id)
    assert told is not None and told.notice is not Notice.HELD
    assert await store.find(wish.new_offer_id) is None
