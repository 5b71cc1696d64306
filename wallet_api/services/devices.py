"""Devices and their sessions: a short token for each call, and a refresh token that changes with each use.

Decides: who uses a refresh token again, later than a minute after it was replaced, is not the only one who has it, and
the device is signed out (RFC 9700, section 4.14.2). Within that minute it is a phone whose answer got lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from agent.audit.domain.words import Kind, Outcome
from agent.errors import NotFound, Unauthorized
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.logging import declare_fields, get_logger
from wallet_api.domain.account import Device, Session
from wallet_api.services.audited import Audited
from wallet_api.services.tokens import digest, draw_token
from wallet_api.store.devices import DeviceStore
from wallet_api.store.rows import new_id

LOST_ANSWER = timedelta(minutes=1)
GONE_FOR = timedelta(days=30)
"""How long a device that was signed out, or not seen, is remembered."""
declare_fields("device_id")
log = get_logger(__name__)


class SessionOver(Unauthorized):
    """The device is signed out, or its refresh token is too old."""

    code = "session-over"
    status = HTTPStatus.UNAUTHORIZED
    next_step = "Sign in again."


@dataclass(frozen=True)
class SignedIn:
    """What a device gets; tokens that are kept nowhere else."""

    account_id: str
    device_id: str
    session_token: str = field(repr=False)
    session_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime


class Devices:
    def __init__(
        self, database: Database, store: DeviceStore, audited: Audited, *, session_s: int, refresh_s: int, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._audited = audited
        self._session = timedelta(seconds=session_s)
        self._refresh = timedelta(seconds=refresh_s)
        self._clock = clock

    async def add(self, transaction: Transaction, account_id: str, name: str) -> SignedIn:
        """Sign a device in whose holder has just been verified."""
        now, refresh_token = self._clock(), draw_token()
        device = Device(new_id(), account_id, name, now, now, None, now + self._refresh)
        await self._store.add(transaction, device, digest(refresh_token))
        return await self._opened(transaction, device, refresh_token, verified_at=now)

    async def refresh(self, refresh_token: str) -> SignedIn:
        """Raises SessionOver."""
        now, used = self._clock(), digest(refresh_token)
        found = await self._store.of_refresh_token(used)
        if found is None or found.device.refresh_until <= now:
            raise SessionOver("You are signed out on this device.")
        device = found.device
        if not found.is_newest and now - found.refreshed_at > LOST_ANSWER:
            async with self._database.transaction() as transaction:
                await self._store.sign_out(transaction, device.account_id, now, only=device.id)
                await self._audited.of_account(
                    transaction, device.account_id, Kind.SIGN_IN, "refreshed", Outcome.REFUSED
                )
            log.warning("device.refresh_token_reused", device_id=device.id)
            raise SessionOver("You were signed out on this device, because its sign-in was used somewhere else too.")
        new = draw_token()
        async with self._database.transaction() as transaction:
            until = now + self._refresh
            await self._store.refresh(transaction, device.id, used=used, new=digest(new), now=now, until=until)
            verified_at = await self._store.last_verified(transaction, device.id) or device.created_at
            return await self._opened(transaction, device, new, verified_at=verified_at)

    async def session(self, token: str) -> Session | None:
        """Whose session this is; None if it is nobody's, or over."""
        return await self._store.session(digest(token), self._clock())

    async def verified(self, transaction: Transaction, token: str) -> None:
        """Note that the session's holder has just been verified."""
        await self._store.verify(transaction, digest(token), self._clock())

    async def every(self, account_id: str) -> Sequence[Device]:
        return await self._store.of_account(account_id)

    async def sign_out(self, account_id: str, device_id: str) -> None:
        """Raises NotFound."""
        async with self._database.transaction() as transaction:
            ended = await self._store.sign_out(transaction, account_id, self._clock(), only=device_id)
            if ended:
                await self._audited.of_account(transaction, account_id, Kind.SIGN_IN, "signed-out")
        if not ended:
            raise NotFound("There is no such device.")

    async def sign_out_all(self, transaction: Transaction, account_id: str) -> None:
        await self._store.sign_out(transaction, account_id, self._clock())

    async def purge(self, transaction: Transaction) -> None:
        now = self._clock()
        await self._store.purge(transaction, now, now - GONE_FOR)

    async def _opened(
        self, transaction: Transaction, device: Device, refresh_token: str, *, verified_at: datetime
    ) -> SignedIn:
        now, token = self._clock(), draw_token()
        until = now + self._session
        await self._store.add_session(transaction, digest(token), device.id, verified_at, until)
        return SignedIn(device.account_id, device.id, token, until, refresh_token, now + self._refresh)
