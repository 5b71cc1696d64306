"""Signing up, signing in, another device, recovery: what a passkey that was made or that signed leads to.

Decides: everything that one step changes is one transaction; what is used up (a challenge, a link, a recovery code) is
used up before anything is given for it. Nothing tells a stranger whether an account exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy.exc import IntegrityError

from agent.audit.domain.words import Kind
from agent.errors import Conflict, InvalidInput, Problem
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.logging import get_logger
from wallet_api.domain.account import LinkPurpose, Passkey, Purpose, Session
from wallet_api.domain.recovery_code import draw_code, read_code
from wallet_api.services.audited import Audited
from wallet_api.services.ceremonies import Answer, Ceremonies, Options, PasskeyRefused
from wallet_api.services.devices import Devices, SignedIn
from wallet_api.services.tokens import digest, draw_token
from wallet_api.store.account_links import AccountLink, AccountLinkStore
from wallet_api.store.accounts import AccountStore
from wallet_api.store.rows import new_id

NEW_DEVICE_LIFETIME = timedelta(minutes=5)
log = get_logger(__name__)


class WrongRecoveryCode(InvalidInput):
    """No account has this code."""

    code = "wrong-recovery-code"
    next_step = "Compare it with your print, letter by letter. A code that was used once is of no more use."


class LinkGone(Problem):
    """The link was used, or is too old."""

    code = "link-gone"
    status = HTTPStatus.GONE
    next_step = "Make a new one on the other device."


class LastPasskey(Conflict):
    """Without it nobody could sign in."""

    code = "last-passkey"
    next_step = "Set up another passkey first."


@dataclass(frozen=True)
class NewAccount:
    """Also of one that was recovered: the code is a new one."""

    signed_in: SignedIn
    recovery_code: str = field(repr=False)
    """Shown this once."""


@dataclass(frozen=True)
class OpenLink:
    token: str = field(repr=False)
    expires_at: datetime


class Accounts:
    def __init__(
        self,
        database: Database,
        store: AccountStore,
        links: AccountLinkStore,
        *,
        ceremonies: Ceremonies,
        devices: Devices,
        audited: Audited,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._links = links
        self._ceremonies = ceremonies
        self._devices = devices
        self._audited = audited
        self._clock = clock

    async def signing_up(self) -> Options:
        return await self._ceremonies.making(Purpose.SIGN_UP, new_id())

    async def sign_up(self, answer: Answer, device_name: str) -> NewAccount:
        """Raises ChallengeGone, PasskeyRefused."""
        passkey, code = await self._ceremonies.made(Purpose.SIGN_UP, answer), draw_code()
        async with self._database.transaction() as transaction:
            await self._store.add(transaction, passkey.account_id, _code_digest(code), self._clock())
            await self._store.add_passkey(transaction, passkey)
            signed_in = await self._devices.add(transaction, passkey.account_id, device_name)
            await self._audited.of_account(transaction, passkey.account_id, Kind.KEY, "account-made")
        log.info("account.made")
        return NewAccount(signed_in, code)

    async def signing_in(self) -> Options:
        return await self._ceremonies.asking(Purpose.SIGN_IN)

    async def sign_in(self, answer: Answer, device_name: str) -> SignedIn:
        """Raises ChallengeGone, PasskeyRefused."""
        async with self._audited.at_the_door("signed-in"):
            passkey = await self._ceremonies.signed(Purpose.SIGN_IN, answer)
        async with self._database.transaction() as transaction:
            await self._store.note_use(transaction, passkey)
            await self._audited.of_account(transaction, passkey.account_id, Kind.SIGN_IN, "signed-in")
            return await self._devices.add(transaction, passkey.account_id, device_name)

    async def verifying(self, session: Session) -> Options:
        return await self._ceremonies.asking(Purpose.VERIFY, session.account_id)

    async def verify(self, session: Session, token: str, answer: Answer) -> None:
        """Raises ChallengeGone, PasskeyRefused."""
        async with self._audited.at_the_door("verified"):
            passkey = await self._ceremonies.signed(Purpose.VERIFY, answer)
            if passkey.account_id != session.account_id:
                raise PasskeyRefused("This is a passkey of somebody else.")
        async with self._database.transaction() as transaction:
            await self._store.note_use(transaction, passkey)
            await self._audited.of_account(transaction, passkey.account_id, Kind.SIGN_IN, "verified")
            await self._devices.verified(transaction, token)

    async def open_link(self, session: Session, purpose: LinkPurpose, wallet_id: str | None = None) -> OpenLink:
        """For another device of the same person, or for who takes a wallet over."""
        token, until = draw_token(), self._clock() + NEW_DEVICE_LIFETIME
        async with self._database.transaction() as transaction:
            await self._links.add(
                transaction, AccountLink(digest(token), purpose, session.account_id, wallet_id, until)
            )
            await self._audited.of_account(transaction, session.account_id, Kind.KEY, f"link-made-{purpose}")
        return OpenLink(token, until)

    async def linking(self, token: str) -> Options:
        """Raises LinkGone."""
        link = await self._link(token)
        return await self._ceremonies.making(Purpose.NEW_DEVICE, link.account_id)

    async def link(self, token: str, answer: Answer, device_name: str) -> SignedIn:
        """Raises LinkGone, ChallengeGone, PasskeyRefused."""
        link = await self._link(token)
        passkey = await self._ceremonies.made(Purpose.NEW_DEVICE, answer)
        if passkey.account_id != link.account_id:
            raise PasskeyRefused("This passkey was made for another link.")
        async with self._database.transaction() as transaction:
            if not await self._links.use(transaction, link):
                raise LinkGone("This link was used already.")
            await self._audited.of_account(transaction, passkey.account_id, Kind.KEY, "device-joined")
            return await self._device_with(transaction, passkey, device_name)

    async def recovering(self, code: str) -> Options:
        """Raises WrongRecoveryCode."""
        async with self._audited.at_the_door("recovered"):
            return await self._ceremonies.making(Purpose.RECOVER, await self._of_code(code))

    async def recover(self, code: str, answer: Answer, device_name: str) -> NewAccount:
        """A new passkey for who has the code; all devices of before are signed out.

        Raises WrongRecoveryCode, ChallengeGone, PasskeyRefused.
        """
        async with self._audited.at_the_door("recovered"):
            account_id = await self._of_code(code)
        passkey, new = await self._ceremonies.made(Purpose.RECOVER, answer), draw_code()
        if passkey.account_id != account_id:
            raise PasskeyRefused("This passkey was made for another code.")
        async with self._database.transaction() as transaction:
            before = _code_digest(code)
            used = await self._store.change_recovery_code(
                transaction, account_id, _code_digest(new), self._clock(), before=before
            )
            if not used:
                raise WrongRecoveryCode("This code was used already.")
            await self._devices.sign_out_all(transaction, account_id)
            signed_in = await self._device_with(transaction, passkey, device_name)
            await self._audited.of_account(transaction, account_id, Kind.KEY, "recovered")
        log.info("account.recovered")
        return NewAccount(signed_in, new)

    async def new_recovery_code(self, session: Session) -> str:
        """In place of the one of before."""
        code = draw_code()
        async with self._database.transaction() as transaction:
            await self._store.change_recovery_code(transaction, session.account_id, _code_digest(code), self._clock())
            await self._audited.of_account(transaction, session.account_id, Kind.KEY, "recovery-code-changed")
        return code

    async def passkeys(self, session: Session) -> Sequence[Passkey]:
        return await self._store.passkeys(session.account_id)

    async def remove_passkey(self, session: Session, credential_id: str) -> None:
        """Raises LastPasskey."""
        async with self._database.transaction() as transaction:
            if not await self._store.remove_passkey(transaction, session.account_id, credential_id):
                raise LastPasskey("This is your only passkey, or none of yours.")
            await self._audited.of_account(transaction, session.account_id, Kind.KEY, "passkey-removed")

    async def _device_with(self, transaction: Transaction, passkey: Passkey, device_name: str) -> SignedIn:
        try:
            await self._store.add_passkey(transaction, passkey)
        except IntegrityError:
            raise PasskeyRefused("This passkey is known already.", next_step="Sign in with it.") from None
        return await self._devices.add(transaction, passkey.account_id, device_name)

    async def _link(self, token: str) -> AccountLink:
        found = await self._links.find(digest(token), LinkPurpose.NEW_DEVICE, self._clock())
        if found is None:
            raise LinkGone("This link was used already, or is too old.")
        return found

    async def _of_code(self, code: str) -> str:
        bare = read_code(code)
        found = await self._store.of_recovery_code(digest(bare)) if bare else None
        if found is None:
            raise WrongRecoveryCode("This is not a recovery code in force.")
        return found


def _code_digest(code: str) -> str:
    return digest(read_code(code) or "")
