"""Asks: from a template and the trust registry to a question, and to an invitation that a wallet can scan.

The question is settled here, with its nonce, and written down before anything leaves. Over a connection it is sent when
a wallet has come (following.py); without one it lies in the invitation. Order: the template's version and the row
first, then the agent, then the row again. A crash in between leaves a row without a link, which nobody can answer and
which runs out of time like any other.
"""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import assert_never

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import InvalidInput, Problem
from agent.ports import CreatedInvitation, VerifierAgent
from verifier.domain.act import ActKind
from verifier.domain.asking import Circumstances, CopiesNotPossible, NobodyTrusted, ask
from verifier.domain.language import Language
from verifier.domain.question import Question, proof_request
from verifier.domain.template import Template
from verifier.domain.verification import Delivery
from verifier.services.journal import Journal
from verifier.services.judging import ReadRegistry
from verifier.services.templates import Templates
from verifier.services.vouching import Vouching

NONCE_BITS = 80
"""AnonCreds Specification v1.0: the nonce of a presentation request."""


class NobodyIsTrusted(Problem):
    """No issuer of what the template asks for is trusted."""

    code = "nobody-trusted"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the operator to enter an issuer into the verifier's trust registry."


class WrongCopies(InvalidInput):
    """The template cannot be asked with these copies."""

    code = "wrong-copies"
    next_step = "See /v1/request-templates for what the template allows."


@dataclass(frozen=True)
class Wanted:
    """What is to be asked."""

    template_id: str
    language: Language = Language.ENGLISH
    copies: Mapping[str, int] = field(default_factory=dict)
    delivery: Delivery = Delivery.CONNECTION


class Asking:
    def __init__(
        self, agent: VerifierAgent, journal: Journal, templates: Templates, registry: ReadRegistry, label: str,
        *, acts: Acts, vouching: Vouching | None,
    ) -> None:  # fmt: skip
        self._agent = agent
        self._journal = journal
        self._templates = templates
        self._registry = registry
        self._label = label
        self._acts = acts
        self._vouching = vouching

    async def ask(self, wanted: Wanted, by: Actor) -> str:
        """The id of a verification whose link can be shown.

        Raises NotFound, TemplateRefused, WrongCopies, NobodyIsTrusted, TrustRegistryBroken, and the agent's errors.
        """
        async with self._acts.refusals(by, ActKind.ASKED):
            template = await self._templates.find(wanted.template_id)
            question = await self._question(template, wanted)
            await self._templates.keep(template)
        asked = await self._journal.draft(str(uuid.uuid4()), question, by, wanted.delivery)
        invited = await self._invite(question, wanted.delivery)
        vouched = self._vouching.vouch(invited, question) if self._vouching else invited
        await self._journal.waiting(asked, vouched)
        return asked.id

    async def _invite(self, question: Question, delivery: Delivery) -> CreatedInvitation:
        match delivery:
            case Delivery.CONNECTION:
                return await self._agent.invite(label=self._label, goal=question.purpose)
            case Delivery.CONNECTIONLESS:
                request, purpose = proof_request(question), question.purpose
                return await self._agent.invite_with_request(request, purpose, label=self._label, goal=purpose)
            case _:
                assert_never(delivery)

    async def _question(self, template: Template, wanted: Wanted) -> Question:
        now = self._journal.clock().replace(microsecond=0)
        answer_by = now + timedelta(seconds=template.answer_within_s)
        circumstances = Circumstances(draw_nonce(), now, answer_by, wanted.language)
        registry = await self._registry()
        try:
            return ask(template, registry.entries, circumstances, wanted.copies)
        except NobodyTrusted as missing:
            raise NobodyIsTrusted(f"Nobody is trusted to issue the credential type {missing}.") from None
        except CopiesNotPossible as impossible:
            raise WrongCopies(f"The copies are not possible: {impossible}.") from None


def draw_nonce() -> str:
    """A nonce in decimal. Never 0, which not every wallet takes for a number."""
    return str(secrets.randbelow(2**NONCE_BITS - 1) + 1)
