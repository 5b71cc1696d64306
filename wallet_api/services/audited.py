"""What happened in a wallet, or to an account, as the log that nobody can rewrite has it.

Everything about a wallet is sealed by the wallet's key, and everything about an account by the account's, so that each
is opened by who may see it and erased with the wallet or the account.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome, Purpose
from agent.audit.services.writing import AuditLog
from agent.audit.store.subject_keys import SubjectKeys
from agent.errors import Problem
from agent.service.database import Transaction
from wallet_api.services.caller import account, caller

WALLET, ACCOUNT = "wallet", "account"
SOMEBODY = Named("nobody")
"""Who was not let in."""
Details = Mapping[str, str]
Present = Callable[[str, Collection[str]], Awaitable[Collection[str]]]
"""Of a kind, WALLET or ACCOUNT: which of these ids there are."""
IN_HAND = timedelta(hours=1)
"""A younger key may be of a wallet whose row is about to be written."""


def wallet(wallet_id: str) -> Named:
    return Named(WALLET, wallet_id)


@dataclass(frozen=True)
class Audited:
    log: AuditLog
    keys: SubjectKeys

    async def in_wallet(
        self, transaction: Transaction, wallet_id: str, kind: Kind, act: str, subject: Named | None = None, *,
        actor: Named | None = None, outcome: Outcome = Outcome.DONE, purpose: Purpose | None = None,
        details: Details | None = None,
    ) -> None:  # fmt: skip
        """`subject`: what of the wallet, if not all of it; `actor`: who, if not who calls."""
        happened = Happened(
            kind, act, actor or caller(), subject or wallet(wallet_id), outcome, purpose, details=details or {},
            sealed_for=wallet(wallet_id),
        )  # fmt: skip
        await self.log.write(transaction, happened)

    async def seen(self, wallet_id: str, act: str, subject: Named | None = None) -> None:
        """Something is about to be seen by who calls; written down before it is."""
        await self.log.write_alone(
            Happened(Kind.READ, act, caller(), subject or wallet(wallet_id), sealed_for=wallet(wallet_id))
        )

    @asynccontextmanager
    async def refusals(self, wallet_id: str, kind: Kind, act: str, subject: Named) -> AsyncIterator[None]:
        """Around an act: what refuses it is on the log, too. Not inside a transaction, which is undone then."""
        try:
            yield
        except Problem as problem:
            await self.refused(wallet_id, kind, act, subject, {"code": problem.code})
            raise

    async def refused(
        self, wallet_id: str, kind: Kind, act: str, subject: Named | None = None, details: Details | None = None
    ) -> None:
        """Somebody was not let do something in the wallet."""
        happened = Happened(
            kind, act, caller(), subject or wallet(wallet_id), Outcome.REFUSED, details=details or {},
            sealed_for=wallet(wallet_id),
        )  # fmt: skip
        await self.log.write_alone(happened)

    async def of_account(
        self, transaction: Transaction, account_id: str, kind: Kind, act: str, outcome: Outcome = Outcome.DONE
    ) -> None:
        """An account does something to itself."""
        actor = account(account_id)
        await self.log.write(transaction, Happened(kind, act, actor, actor, outcome))

    @asynccontextmanager
    async def at_the_door(self, act: str) -> AsyncIterator[None]:
        """Around a sign-in: whoever is refused, nobody knows whose account it is."""
        try:
            yield
        except Problem as problem:
            happened = Happened(
                Kind.SIGN_IN, act, SOMEBODY, Named(ACCOUNT), Outcome.REFUSED, details={"code": problem.code}
            )
            await self.log.write_alone(happened)
            raise

    async def erase_wallet(self, wallet_id: str) -> None:
        """So that nobody can open what happened in it, we included. Safe to repeat."""
        await self.keys.erase(wallet(wallet_id).text)

    async def erase_account(self, account_id: str) -> None:
        await self.keys.erase(account(account_id).text)

    async def erase_left(self, present: Present, now: datetime) -> None:
        """The keys of wallets and accounts that are gone, where a kill came between the two databases."""
        owned = {Named(*each.split(":", 1)) for each in await self.keys.owners(now - IN_HAND) if ":" in each}
        for kind in (WALLET, ACCOUNT):
            ids = {each.id for each in owned if each.kind == kind and each.id is not None}
            for gone in ids.difference(await present(kind, ids)):
                await self.keys.erase(Named(kind, gone).text)
