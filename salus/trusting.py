"""Signs the trust registry of this machine's verifier, and enters this machine's issuer into it.

What is in force at the verifier is what it builds on, so that an edition sent by the API is not undone. Where the
verifier cannot read its registry, and the file was never signed, as an earlier version of Salus left it, the file is
signed as it stands.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import yaml

from agent.errors import Problem
from agent.protocol import AgentRole
from agent.signed_file import signature_path
from salus.layout import LABELS, MachineLayout
from salus.signing import write_signed

LISTS = ("entries", "publishers")


class RegistryUnusable(Problem):
    """The verifier's trust registry cannot be added to."""

    code = "trust-registry-unusable"
    status = HTTPStatus.CONFLICT
    next_step = "Correct services/verifier/trust.yaml and sign it again, or remove it together with its .jws file."


async def trust(layout: MachineLayout, issuer_did: str, types: list[dict[str, Any]], http: httpx.AsyncClient) -> None:
    """Add the types that are ready and not there yet; what an operator has entered stays. Raises RegistryUnusable."""
    path = layout.trust_registry
    present = await _in_force(layout, http) or _never_signed(path)
    known = {entry["cred_def_id"] for entry in present["entries"]}
    ready = [each for each in types if each["state"] == "ready"]
    new = [_entry(issuer_did, each) for each in ready if each["cred_def_id"] not in known]
    if new or present["since"] is None:
        lists = {name: present[name] for name in LISTS}
        document = {"sequence": present["sequence"] + 1, **lists, "entries": [*present["entries"], *new]}
        write_signed(path, yaml.safe_dump(document, sort_keys=False).encode(), layout.operator_key)


async def _in_force(layout: MachineLayout, http: httpx.AsyncClient) -> dict[str, Any] | None:
    headers = {"authorization": f"Bearer {layout.api_key(AgentRole.VERIFIER)}"}
    try:
        response = await http.get(f"{layout.service(AgentRole.VERIFIER).url}/v1/trust-registry", headers=headers)
    except httpx.TransportError:
        raise RegistryUnusable("The verifier gives no answer.", next_step="Start it and try again.") from None
    found: dict[str, Any] | None = response.json() if response.is_success else None
    return found


def _never_signed(path: Path) -> dict[str, Any]:
    if signature_path(path).exists() or not path.exists():
        raise RegistryUnusable(
            "The verifier's trust registry cannot be read, or is not signed by this machine's operator."
        )
    entries = yaml.safe_load(path.read_text())
    if not isinstance(entries, list):
        raise RegistryUnusable(f"{path} is not a list of entries.")
    return {"sequence": 0, "since": None, "entries": entries, "publishers": []}


def _entry(did: str, credential_type: dict[str, Any]) -> dict[str, Any]:
    return {
        "issuer_did": did,
        "issuer_name": LABELS[AgentRole.ISSUER],
        "credential_type": credential_type["name"],
        "cred_def_id": credential_type["cred_def_id"],
        "trusted_from": datetime.now(UTC).date(),
    }
