"""A person's own account: where they are signed in, their passkeys, and links that let another device or person in."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from agent.service.auth import closed_router
from wallet_api.domain.account import VERIFIED_FOR, LinkPurpose
from wallet_api.routes.account_bodies import (
    AccountBody,
    DeviceBody,
    DeviceList,
    LinkBody,
    NewLink,
    OpeningBody,
    OptionsBody,
    PasskeyBody,
    PasskeyList,
    RecoveryCodeBody,
    Signed,
)
from wallet_api.routes.cookies import Cookies
from wallet_api.routes.guards import Guards, Here
from wallet_api.services.accounts import Accounts
from wallet_api.services.devices import Devices
from wallet_api.services.wallets import Wallets

PAGES = {LinkPurpose.NEW_DEVICE: "join", LinkPurpose.HAND_OVER: "take-over"}
"""Where in the web app a link of each purpose leads."""


@dataclass(frozen=True)
class AccountParts:
    """What these routes call."""

    accounts: Accounts
    devices: Devices
    wallets: Wallets
    cookies: Cookies
    public_url: str


def account_routes(guards: Guards, parts: AccountParts) -> list[APIRouter]:
    return [_session(guards, parts), _devices(guards, parts), _letting_in(guards, parts)]


def _session(guards: Guards, parts: AccountParts) -> APIRouter:
    router = closed_router(guards.session, prefix="/v1", tags=["account"])

    @router.get("/account")
    async def account(session: Here) -> AccountBody:
        """Who is signed in, and which wallets that opens."""
        shared = await parts.wallets.shared(session.account_id)
        return AccountBody(
            account_id=session.account_id,
            device_id=session.device_id,
            verified_until=session.verified_at + VERIFIED_FOR,
            wallets=[
                OpeningBody.of(wallet, opening.relation, is_shared=wallet.id in shared)
                for wallet, opening in await parts.wallets.of_account(session.account_id)
            ],
        )

    @router.post("/session/verify/options")
    async def options(session: Here) -> OptionsBody:
        """What one of your passkeys may sign, to show that it is still you."""
        return OptionsBody.of(await parts.accounts.verifying(session))

    @router.post("/session/verify", status_code=HTTPStatus.NO_CONTENT)
    async def verify(body: Signed, request: Request, session: Here) -> None:
        await parts.accounts.verify(session, guards.doors.token(request), body.answer)

    @router.post("/session/end", status_code=HTTPStatus.NO_CONTENT)
    async def end(response: Response, session: Here) -> None:
        """Sign out on this device."""
        await parts.devices.sign_out(session.account_id, session.device_id)
        parts.cookies.delete(response)

    return router


def _devices(guards: Guards, parts: AccountParts) -> APIRouter:
    router = closed_router(guards.session, prefix="/v1", tags=["account"])

    @router.get("/account/devices")
    async def every_device(session: Here) -> DeviceList:
        """Where you are signed in."""
        found = await parts.devices.every(session.account_id)
        return DeviceList(devices=[DeviceBody.of(each, session.device_id) for each in found])

    @router.post("/account/devices/{device_id}/sign-out", status_code=HTTPStatus.NO_CONTENT)
    async def sign_out(device_id: Annotated[str, Path(max_length=64)], session: Here) -> None:
        await parts.devices.sign_out(session.account_id, device_id)

    @router.get("/account/passkeys")
    async def every_passkey(session: Here) -> PasskeyList:
        return PasskeyList(passkeys=[PasskeyBody.of(each) for each in await parts.accounts.passkeys(session)])

    @router.delete("/account/passkeys/{credential_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=guards.verified)
    async def remove(credential_id: Annotated[str, Path(max_length=1400)], session: Here) -> None:
        """It opens nothing here any more; the last one stays. Needs the passkey again."""
        await parts.accounts.remove_passkey(session, credential_id)

    return router


def _letting_in(guards: Guards, parts: AccountParts) -> APIRouter:
    router = closed_router(guards.verified_session, prefix="/v1", tags=["account"])

    @router.post("/account/links", status_code=HTTPStatus.CREATED)
    async def link(body: NewLink, response: Response, session: Here) -> LinkBody:
        """A link of one use and five minutes: for another device of yours, or for who takes a wallet over from you."""
        if body.purpose is LinkPurpose.HAND_OVER:
            await parts.wallets.may_hand_over(session.account_id, body.wallet_id)
        made = await parts.accounts.open_link(session, body.purpose, body.wallet_id)
        response.headers["Cache-Control"] = "no-store"
        url = f"{parts.public_url}/#/{PAGES[body.purpose]}/{made.token}"
        return LinkBody(token=made.token, url=url, expires_at=made.expires_at)

    @router.post("/account/recovery-code", status_code=HTTPStatus.CREATED)
    async def recovery_code(response: Response, session: Here) -> RecoveryCodeBody:
        """A new code to print, in place of the one of before."""
        response.headers["Cache-Control"] = "no-store"
        return RecoveryCodeBody(recovery_code=await parts.accounts.new_recovery_code(session))

    return router
