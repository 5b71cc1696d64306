"""Keeps every presentation that comes, so that the verifier can say what is wrong with it.

ACA-Py 1.7 compares a presentation with the request's restrictions and predicates when it comes, and drops what does not
fit without a word to anybody: the clinic waits until the time is over, and a patient who chose the wrong card is told
that there was no answer. The verifier's judgement makes the same comparisons and more (verifier/domain/judgement.py),
before anything is verified, and has a reason for each. What is no JSON object is dropped as before. Put in place before
ACA-Py starts (run.py).
"""

# mypy: disable-error-code="import-untyped"
from typing import Any

from acapy_agent.protocols.present_proof.v2_0.formats.anoncreds.handler import AnonCredsPresExchangeHandler
from acapy_agent.protocols.present_proof.v2_0.formats.handler import V20PresFormatHandlerError


def keep_every_answer() -> None:
    """Change ACA-Py in this process, once, before it starts."""
    AnonCredsPresExchangeHandler.receive_pres = _take


async def _take(_: Any, message: Any, __: Any) -> None:
    """Raises V20PresFormatHandlerError."""
    if not isinstance(message.attachment(AnonCredsPresExchangeHandler.format), dict):
        raise V20PresFormatHandlerError("A presentation is not a JSON object")
