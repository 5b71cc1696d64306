"""Proves of each card in a presentation that it was not revoked, also where two cards are in one registry.

ACA-Py 1.7 makes one witness for a registry and moment, from the first card, and uses it for all others: a presentation
with two cards of one registry never verifies. Here each card has a witness of its own. `_create_presentation` is
ACA-Py's own but for that. Put in place before ACA-Py starts (run.py).
"""

# mypy: disable-error-code="import-untyped"
import asyncio
import json
from collections.abc import Mapping
from typing import Any

from acapy_agent.anoncreds.holder import AnonCredsHolder, AnonCredsHolderError
from acapy_agent.anoncreds.revocation import AnonCredsRevocation
from acapy_agent.protocols.present_proof.anoncreds.pres_exch_handler import AnonCredsPresExchHandler
from anoncreds import AnoncredsError, Presentation, PresentCredentials

Witnesses = Mapping[tuple[str, int], Mapping[str, Any]]
"""(credential id, moment of the list) -> revocation state."""


def give_each_card_a_witness() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    AnonCredsPresExchHandler._get_revocation_states = _witnesses
    AnonCredsHolder.create_presentation = _create_presentation


async def _witnesses(handler: Any, registries: Any, credentials: Any, lists: Any) -> Witnesses:
    found = {}
    for rev_reg_id, _, rev_list, moment in lists.values():
        definition = registries[rev_reg_id]
        tails = await AnonCredsRevocation(handler._profile).get_or_fetch_local_tails_path(definition)
        for credential_id, credential in credentials.items():
            if credential.get("rev_reg_id") == rev_reg_id:
                state = await handler.holder.create_revocation_state(
                    credential["cred_rev_id"], definition.serialize(), rev_list, tails
                )
                found[credential_id, moment] = json.loads(state)
    return found


async def _create_presentation(  # noqa: PLR0917 - as ACA-Py calls it
    holder: Any, request: Any, chosen: Any, schemas: Any, definitions: Any, witnesses: Witnesses | None = None
) -> str:
    """Raises AnonCredsHolderError."""
    held: dict[str, Any] = {}
    presented = PresentCredentials()
    for referent, detail in (chosen.get("requested_attributes") or {}).items():
        moment, witness = await _witness_of(holder, held, detail, witnesses or {})
        presented.add_attributes(
            held[detail["cred_id"]], referent, reveal=detail["revealed"], timestamp=moment, rev_state=witness
        )
    for referent, detail in (chosen.get("requested_predicates") or {}).items():
        moment, witness = await _witness_of(holder, held, detail, witnesses or {})
        presented.add_predicates(held[detail["cred_id"]], referent, timestamp=moment, rev_state=witness)
    try:
        presentation = await asyncio.to_thread(
            Presentation.create,
            request,
            presented,
            chosen.get("self_attested_attributes") or {},
            await holder.get_master_secret(),
            {name: schema.to_native() for name, schema in schemas.items()},
            {name: definition.to_native() for name, definition in definitions.items()},
        )
    except AnoncredsError as error:
        raise AnonCredsHolderError("Error creating presentation") from error
    made: str = presentation.to_json()
    return made


async def _witness_of(holder: Any, held: dict[str, Any], detail: Any, witnesses: Witnesses) -> tuple[int | None, Any]:
    """The moment and the witness for one referent; its card is added to `held`."""
    card = detail["cred_id"]
    if card not in held:
        held[card] = await holder._get_credential(card)
    moment = detail.get("timestamp") if held[card].rev_reg_id else None
    if not moment:
        return None, None
    if (card, moment) not in witnesses:
        raise AnonCredsHolderError("There is no revocation state for one of the credentials")
    return moment, witnesses[card, moment]
