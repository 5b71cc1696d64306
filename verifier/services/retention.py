"""Lets go, in rounds, of what is of no more use: old events, expired links, values past their time."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from agent.access.services.sign_in import SignIn
from agent.service.clock import Clock, utc_now
from agent.service.idempotency import IdempotencyKeys
from agent.service.links import Links
from agent.service.logging import get_logger
from agent.service.outbox import Outbox
from verifier.services.kept_answers import KeptAnswers
from verifier.services.kept_lists import KeptLists
from verifier.services.role_proofs import RoleProofs
from verifier.services.screen import Screen

WIPE_EACH_S = 10.0
ROUND = 360
"""How many wipes make a round of the tables: an hour."""
KEPT_FOR = timedelta(days=30)
log = get_logger(__name__)


@dataclass(frozen=True)
class Retention:
    outbox: Outbox
    links: Links
    screen: Screen
    answers: KeptAnswers
    sign_in: SignIn
    idempotency: IdempotencyKeys
    lists: KeptLists
    roles: RoleProofs
    clock: Clock = utc_now

    async def run(self) -> None:
        for number in itertools.count():
            try:
                await self.wipe()
                if number % ROUND == 0:
                    await self.purge()
            except SQLAlchemyError as error:
                log.failure("retention.round_failed", error)
            await asyncio.sleep(WIPE_EACH_S)

    async def wipe(self) -> None:
        """The values that are past their time: how long, the patient was told."""
        self.screen.wipe()
        await self.answers.purge()

    async def purge(self) -> None:
        await self.sign_in.purge()
        await self.idempotency.purge()
        await self.links.forget_expired()
        await self.links.purge(self.clock() - KEPT_FOR)
        await self.outbox.purge(self.clock() - KEPT_FOR)
        await self.lists.purge()
        await self.roles.purge()
