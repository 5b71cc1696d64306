"""Names this machine's issuer and clinic in the wallet's registry of organisations, which its operator signs.

What an operator has entered stays, also of these two; only DID, key, purposes, roles and licences that are not
there yet are added. A registry that was not signed by this machine's operator is left alone.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import yaml
from pydantic import TypeAdapter

from agent.detached_jws import public_part
from agent.errors import Problem
from agent.protocol import AgentRole
from agent.signed_file import SignedFile
from salus.layout import LABELS, ORGANISATIONS, MachineLayout
from salus.signing import write_signed
from verifier.files.template_files import TemplateDirectory
from verifier.settings import TEMPLATES
from wallet_api.domain.choice import DAY_OF_ISSUANCE
from wallet_api.domain.organisation import Organisations
from wallet_api.organisation_file import read_organisations

CLINIC_ROLES = ("2211", "2212", "2221")
"""For whom the clinic vouches when it asks for consent, and whom the issuer licenses (ISCO-08): doctors, specialists,
nurses."""
Entry = dict[str, Any]
_registries = TypeAdapter(Organisations)


class OrganisationsUnusable(Problem):
    """The wallet's registry of organisations cannot be added to."""

    code = "organisations-unusable"
    status = HTTPStatus.CONFLICT
    next_step = "Correct services/wallet/organisations.yaml and sign it again (salus wallet sign), or remove it."


def name_parties(layout: MachineLayout, issuer_did: str) -> None:
    """Raises OrganisationsUnusable."""
    present = _present(layout)
    known: list[Entry] = _registries.dump_python(present, exclude_defaults=True, mode="json").get("organisations", [])
    issuer = {"dids": [issuer_did], "licences": list(CLINIC_ROLES)}
    clinic = {
        "keys": [json.loads(public_part(layout.asker_key))],
        "purposes": list(_purposes()),
        "roles": list(CLINIC_ROLES),
    }
    organisations = _joined(_joined(known, AgentRole.ISSUER, issuer), AgentRole.VERIFIER, clinic)
    if organisations != known:
        document = {"sequence": present.sequence + 1, "organisations": organisations}
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
        write_signed(layout.organisations, text.encode(), layout.operator_key)


def _present(layout: MachineLayout) -> Organisations:
    try:
        signed = SignedFile(
            layout.organisations, json.loads(public_part(layout.operator_key)), read_organisations
        ).read()
    except (ValueError, OSError) as broken:
        raise OrganisationsUnusable(f"The wallet's registry of organisations is not acceptable: {broken}.") from None
    return signed.content if signed else Organisations()


def _joined(known: list[Entry], role: AgentRole, own: Entry) -> list[Entry]:
    """With what an organisation of this machine lacks."""
    others = [each for each in known if each["id"] != ORGANISATIONS[role]]
    before: Entry = next(
        (each for each in known if each not in others), {"id": ORGANISATIONS[role], "name": LABELS[role]}
    )
    lists = {name: _with(before.get(name, []), values) for name, values in own.items()}
    place = known.index(before) if before in known else len(known)
    return [*others[:place], before | lists, *others[place:]]


def _with(before: list[Any], values: list[Any]) -> list[Any]:
    """Purposes are told apart by their ids, keys and DIDs by themselves."""
    ids = [each["id"] for each in before if isinstance(each, dict) and "id" in each]
    return [*before, *(each for each in values if each not in before and (not ids or each.get("id") not in ids))]


def _purposes() -> Iterator[Entry]:
    """What the templates that come with the verifier show.

    The day of issuance besides, where issuers are trusted from different days (docs/adr/0011).
    """
    for file in TemplateDirectory(TEMPLATES).files():
        if file.template is not None:
            shown = {name for group in file.template.groups for name in group.reveal}
            yield {"id": file.template.id, "sees": sorted({*shown, DAY_OF_ISSUANCE})}
