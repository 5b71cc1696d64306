"""`salus audit`: draws keys for logs and witnesses, and checks the evidence of an event offline."""

from http import HTTPStatus
from pathlib import Path

from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import KeyType, PrivateKey
from agent.audit.domain.event import KINDS, OUTCOME_OF
from agent.audit.evidence import EvidenceRefused, Proved, read_trust, verify_evidence
from agent.errors import InvalidInput, Problem


class EvidenceNotProved(Problem):
    """The file does not prove what it says."""

    code = "evidence-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Get the evidence, and what it is checked by, once more; if it stays so, trust it not."


def draw_audit_key(name: str, *, witness: bool) -> tuple[str, str]:
    """The secret key and the public one. Raises InvalidInput."""
    try:
        key = PrivateKey.draw(name, KeyType.WITNESS if witness else KeyType.LOG)
    except FormatRefused as refused:
        raise InvalidInput(f"This is no name: {refused}.") from None
    return key.text, key.public.text


def checked_evidence(evidence: Path, trust: Path) -> str:
    """What it proves, in words. Raises EvidenceNotProved."""
    try:
        return _told(verify_evidence(evidence.read_bytes(), read_trust(trust.read_text())))
    except (EvidenceRefused, FormatRefused) as refused:
        raise EvidenceNotProved(f"The evidence is refused: {refused}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceNotProved(f"A file cannot be read ({type(error).__name__}).") from None


def _told(proved: Proved) -> str:
    event, at = proved.event, proved.anchored
    sorts = [each["code"] for each in event["subtype"]]
    sort = next(each["code"] for each in event["subtype"] if each["system"] == KINDS)
    details = {each["type"]: each["valueString"] for each in event["entity"][0].get("detail", [])}
    why = details.pop("purpose", None) or next((c["coding"][0]["code"] for c in event.get("purposeOfEvent", [])), "")
    lines = {
        "who": _name(event["agent"][0]["who"]),
        "what": " ".join([sort, *(each for each in sorts if each != sort), _name(event["entity"][0]["what"])]),
        "more": ", ".join(f"{name} {value}" for name, value in details.items()),
        "why": why,
        "when": event["recorded"],
        "outcome": OUTCOME_OF[event["outcome"]].value,
        "told by": event["source"]["observer"]["display"],
        "log": f"{proved.proof.checkpoint.origin}, entry {proved.proof.index} of {proved.proof.checkpoint.size}",
        "on the ledger": f"transaction {at.seq_no}, so not written after {at.at.isoformat()}" if at else "not anchored",
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def _name(who: dict[str, dict[str, str]]) -> str:
    identifier = who["identifier"]
    return f"{identifier['system'].removeprefix('urn:salus:')} {identifier.get('value', '')}".strip()
