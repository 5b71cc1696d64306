"""Cards of allergies and their lists; their registries have room for a few."""

import pytest

from salus.parties import Clerk, Phone
from tests.flows.claims import allergy, allergy_list
from tests.flows.world import SMALL_REGISTRY
from tests.sizes import sized

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("published")]


async def test_an_allergy_is_offered_only_after_the_subjects_list_is_revoked(clerk: Clerk, phone: Phone) -> None:
    old_list, anothers = [
        await clerk.hand_over(await clerk.offer("allergy_list", allergy_list(subject)), phone)
        for subject in ("S-1", "S-2")
    ]
    await clerk.offer("allergy", allergy("S-1"))
    assert (await clerk.get(f"/v1/offers/{old_list['offer_id']}"))["state"] == "revoked"
    assert (await clerk.get(f"/v1/offers/{anothers['offer_id']}"))["state"] == "stored"


async def test_offers_go_on_without_a_gap_over_several_registries(clerk: Clerk, phone: Phone) -> None:
    registries: dict[str, list[int]] = {}
    while len(registries) < sized(2, 5):
        offer = await clerk.hand_over(await clerk.offer("allergy_list", allergy_list("S-3")), phone)
        registries.setdefault(offer["rev_reg_id"], []).append(offer["cred_rev_id"])
        assert sum(map(len, registries.values())) <= 5 * SMALL_REGISTRY, "a registry does not fill"
    shown = (await clerk.get("/v1/credential-types/allergy_list/registries"))["registries"]
    assert {each["rev_reg_id"] for each in shown} >= set(registries)
    assert all(each["size"] == SMALL_REGISTRY and not each["missing_on_ledger"] for each in shown)
