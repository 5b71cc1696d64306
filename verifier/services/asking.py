"""Asks: from a template and the trust registry to a question, and to an invitation that a wallet can scan.

The question is settled here, with its nonce, and written down before anything leaves; it is sent when a wallet has come
(following.py). Order: the row first, then the agent, then the row again. A crash in between leaves a row without a
link, which nobody can answer and which runs out of time like any other.
"""

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus

from agent.errors import NotFound, Problem
from agent.ports import VerifierAgent
from verifier.domain.question import NobodyTrusted, Question, ask
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.services.journal import Journal

NONCE_BITS = 80
"""AnonCreds Specification v1.0: the nonce of a presentation request."""


class NobodyIsTrusted(Problem):
    """No issuer of what the template asks for is trusted."""

    code = "nobody-trusted"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the operator to enter an issuer into the verifier's trust registry."


class Asking:
    def __init__(
        self,
        agent: VerifierAgent,
        journal: Journal,
        templates: Mapping[str, Template],
        trusted: Callable[[], tuple[TrustEntry, ...]],
        label: str,
    ) -> None:
        self._agent = agent
        self._journal = journal
        self._templates = templates
        self._trusted = trusted
        self._label = label

    async def ask(self, template_id: str) -> str:
        """The id of a verification whose link can be shown.

        Raises NotFound, NobodyIsTrusted, and the errors of the agent.
        """
        template = self._templates.get(template_id)
        if template is None:
            raise NotFound("There is no such request template.", next_step="Choose one of /v1/request-templates.")
        asked = await self._journal.draft(str(uuid.uuid4()), self._question(template))
        invited = await self._agent.invite(label=self._label, goal=template.purpose)
        await self._journal.waiting(asked, invited)
        return asked.id

    def _question(self, template: Template) -> Question:
        now = self._journal.clock().replace(microsecond=0)
        answer_by = now + timedelta(seconds=template.answer_within_s)
        try:
            return ask(template, self._trusted(), nonce=draw_nonce(), asked_at=now, answer_by=answer_by)
        except NobodyTrusted as missing:
            raise NobodyIsTrusted(f"Nobody is trusted to issue the credential type {missing}.") from None


def draw_nonce() -> str:
    """A nonce in decimal. Never 0, which not every wallet takes for a number."""
    return str(secrets.randbelow(2**NONCE_BITS - 1) + 1)
