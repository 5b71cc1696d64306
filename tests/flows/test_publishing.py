"""Types that are published on request: by the command, on the running stack, as often as one likes."""

import pytest
import yaml

from salus.parties import Clerk, Phone
from salus.publishing import publish_types
from tests.flows.claims import allergy_list
from tests.flows.world import Publication, World

pytestmark = pytest.mark.asyncio


async def test_the_command_publishes_what_is_missing_and_the_clinic_trusts_it(
    world: World, publication: Publication, clerk: Clerk, phone: Phone
) -> None:
    before, types = publication.states_before, publication.types
    assert before == dict.fromkeys(("allergy", "allergy_list", "practitioner"), "waiting") | {"vaccination": "ready"}
    assert {each["name"]: each["state"] for each in types} == dict.fromkeys(before, "ready")
    assert await publish_types(world.directory) == types
    document = yaml.safe_load(world.stack.layout.trust_registry.read_text())
    trusted = document["entries"]
    assert document["sequence"] == publication.edition_before + 1, "one edition for all that was published"
    assert {each["cred_def_id"] for each in trusted} >= {each["cred_def_id"] for each in types}

    offer = await clerk.offer("allergy_list", allergy_list())
    scan = await phone.scan(await clerk.qr(offer["offer_id"]))
    assert (await phone.accept(scan["offer_id"]))["state"] == "stored"
