"""The attacker: an ACA-Py wallet agent whose presentations are forged as a test orders. Run as agent.acapy.run is.

It holds real cards and speaks real DIDComm; only what it puts into a presentation is false. ACA-Py is patched here and
nowhere else, as whoever attacks may do with his own wallet.
"""

import copy
import json
import os
import sys
from pathlib import Path
from typing import Any

from acapy_agent.anoncreds.default.legacy_indy.registry import LegacyIndyRegistry
from acapy_agent.anoncreds.holder import AnonCredsHolder
from acapy_agent.protocols.present_proof.v2_0.formats.anoncreds.handler import AnonCredsPresExchangeHandler
from acapy_agent.protocols.present_proof.v2_0.manager import V20PresManager
from acapy_agent.protocols.present_proof.v2_0.message_types import PRES_20
from acapy_agent.protocols.present_proof.v2_0.models.pres_exchange import V20PresExRecord

from agent import lifeline
from tests.flows.hostile.orders import ORDERS_VARIABLE, Forgery, Order, read_order, ready_answer

OCCURRED, ISSUED = "occurrence_dateint", "issued_dateint"
honest_presentation = AnonCredsHolder.create_presentation
honest_list = LegacyIndyRegistry.get_revocation_list
honest_answer = V20PresManager.create_pres
honest_receipt = V20PresManager.receive_pres_request
honest_format = AnonCredsPresExchangeHandler.create_pres
ORDERS = Path(os.environ[ORDERS_VARIABLE])


def order() -> Order:
    return read_order(ORDERS)


def made_for(record: Any) -> Any:
    """The presentation that the test has made for this request, or None."""
    asked = record.pres_request.attachment(AnonCredsPresExchangeHandler.format)
    path = ready_answer(ORDERS, asked["nonce"])
    return json.loads(path.read_text()) if path.exists() else None


async def receipt(manager: Any, record: Any) -> Any:
    """What is ready is sent at once."""
    record = await honest_receipt(manager, record)
    record.auto_present = made_for(record) is not None
    return record


async def formatted(handler: Any, record: Any, request_data: Any = None) -> Any:
    made = made_for(record)
    return (
        await honest_format(handler, record, request_data) if made is None else handler.get_format_data(PRES_20, made)
    )


async def revocation_list(
    registry: Any, profile: Any, rev_reg_id: str, timestamp_from: int = 0, timestamp_to: int | None = None
) -> Any:
    ordered = order()
    moment = ordered.value if ordered.forgery is Forgery.OLD_LIST else timestamp_to
    return await honest_list(registry, profile, rev_reg_id, timestamp_from, moment)


async def presentation(
    holder: Any, request: Any, chosen: Any, schemas: Any, definitions: Any, states: Any = None
) -> str:
    ordered, asked = order(), copy.deepcopy(request)
    if ordered.forgery is Forgery.CLAIMED_LIST:
        states = None
        for referents in (chosen["requested_attributes"], chosen["requested_predicates"]):
            for referent in referents.values():
                referent.pop("timestamp", None)
    _alter_question(ordered, asked, chosen)
    made = json.loads(await honest_presentation(holder, asked, chosen, schemas, definitions, states))
    return json.dumps(_alter_answer(ordered, request, made))


async def answer(manager: Any, *given: Any, **named: Any) -> Any:
    record, message = await honest_answer(manager, *given, **named)
    if order().may_answer_again:
        record.state = V20PresExRecord.STATE_REQUEST_RECEIVED
        async with manager._profile.session() as session:
            await record.save(session, reason="to answer again")
    return record, message


async def acknowledgement(_manager: Any, _message: Any, _connection: Any) -> None:
    """Not listened to: it would end the exchange, which may be answered again."""


def _alter_question(ordered: Order, asked: Any, chosen: Any) -> None:
    """Prove something else than was asked."""
    predicates = asked["requested_predicates"]
    match ordered.forgery:
        case Forgery.RELABELLED:
            for name in _about_occurrence(asked):
                predicates[name]["name"] = ISSUED
        case Forgery.NEVER_PROVED:
            for name in _about_occurrence(asked):
                del predicates[name], chosen["requested_predicates"][name]
        case Forgery.OTHER_NONCE:
            asked["nonce"] = ordered.value


def _alter_answer(ordered: Order, request: Any, made: Any) -> Any:
    """Say something else than was proved."""
    if ordered.forgery is Forgery.REPLAYED:
        return ordered.value
    _alter_proofs(ordered, request, made)
    _alter_told(ordered, request, made["requested_proof"])
    return made


def _alter_proofs(ordered: Order, request: Any, made: Any) -> None:
    match ordered.forgery:
        case Forgery.CLAIMED_LIST:
            made["identifiers"][0]["timestamp"] = ordered.value
        case Forgery.OTHER_REGISTRY:
            made["identifiers"][0]["rev_reg_id"] = ordered.value
        case Forgery.RELABELLED:
            bounds = {request["requested_predicates"][name]["p_value"] for name in _about_occurrence(request)}
            for each in made["proof"]["proofs"][0]["primary_proof"]["ge_proofs"]:
                if each["predicate"]["value"] in bounds:
                    each["predicate"]["attr_name"] = OCCURRED


def _alter_told(ordered: Order, request: Any, told: Any) -> None:
    shown = [group["values"] for group in told["revealed_attr_groups"].values()]
    match ordered.forgery:
        case Forgery.NEVER_PROVED:
            told["predicates"] |= {name: {"sub_proof_index": 0} for name in _about_occurrence(request)}
        case Forgery.OVERWRITTEN:
            for value in (value for values in shown for value in values.values()):
                value["raw"] = ordered.value
        case Forgery.MORE_SHOWN:
            for values in shown:
                values["family_name"] = {"raw": ordered.value, "encoded": ordered.value}
        case Forgery.SELF_ATTESTED:
            told["self_attested_attrs"] = dict.fromkeys(told["revealed_attr_groups"], ordered.value)
            told["revealed_attr_groups"] = {}
        case Forgery.NO_SUCH_PROOF:
            for predicate in told["predicates"].values():
                predicate["sub_proof_index"] = ordered.value


def _about_occurrence(request: Any) -> list[str]:
    return [name for name, each in request["requested_predicates"].items() if each["name"] == OCCURRED]


def main() -> None:
    lifeline.hold()
    AnonCredsHolder.create_presentation = presentation
    LegacyIndyRegistry.get_revocation_list = revocation_list
    V20PresManager.create_pres = answer
    V20PresManager.receive_pres_request = receipt
    AnonCredsPresExchangeHandler.create_pres = formatted
    V20PresManager.receive_pres_ack = acknowledgement
    from acapy_agent.__main__ import main as acapy  # noqa: PLC0415 - after the patches

    acapy(sys.argv)


if __name__ == "__main__":
    main()
