"""The public doors: signing up, signing in, joining with another device, recovering. All are limited in number."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response

from agent.service.auth import public_router
from agent.service.rate_limits import RateLimit
from wallet_api.routes.account_bodies import (
    Linked,
    Linking,
    OptionsBody,
    Recovering,
    Recovery,
    Refreshing,
    SignedInBody,
    SigningIn,
)
from wallet_api.routes.cookies import REFRESH_PATH, Cookies
from wallet_api.services.accounts import Accounts
from wallet_api.services.devices import Devices, SessionOver, SignedIn

SIGN_IN_PATHS = (
    "/v1/accounts/options",
    "/v1/accounts",
    "/v1/sessions/options",
    "/v1/sessions",
    "/v1/devices/options",
    "/v1/devices",
    "/v1/recovery/options",
    "/v1/recovery",
    REFRESH_PATH,
)


def sign_in_routes(accounts: Accounts, devices: Devices, cookies: Cookies, per_minute: int) -> list[APIRouter]:
    limited, limited_codes = _limit(per_minute), _limit(per_minute)
    return [
        _signing_up(accounts, cookies, limited),
        _signing_in(accounts, cookies, limited),
        _joining(accounts, cookies, limited),
        _recovering(accounts, cookies, limited_codes),
        _refreshing(devices, cookies, _limit(per_minute)),
    ]


def _limit(per_minute: int) -> RateLimit:
    return RateLimit(burst=per_minute + per_minute // 2, per_minute=per_minute)


def _router(limit: RateLimit) -> APIRouter:
    router = public_router(prefix="/v1", tags=["sign-in"])
    router.dependencies.append(Depends(limit))
    return router


def _signing_up(accounts: Accounts, cookies: Cookies, limit: RateLimit) -> APIRouter:
    router = _router(limit)

    @router.post("/accounts/options")
    async def options() -> OptionsBody:
        """What a new passkey is made from."""
        return OptionsBody.of(await accounts.signing_up())

    @router.post("/accounts", status_code=HTTPStatus.CREATED)
    async def sign_up(body: SigningIn, request: Request, response: Response) -> SignedInBody:
        """A new account. Nothing is asked but a passkey; the recovery code is shown this once."""
        made = await accounts.sign_up(body.answer, body.device_name)
        return _signed_in(made.signed_in, request, response, cookies, made.recovery_code)

    return router


def _signing_in(accounts: Accounts, cookies: Cookies, limit: RateLimit) -> APIRouter:
    router = _router(limit)

    @router.post("/sessions/options")
    async def options() -> OptionsBody:
        """What any passkey of this wallet may sign."""
        return OptionsBody.of(await accounts.signing_in())

    @router.post("/sessions", status_code=HTTPStatus.CREATED)
    async def sign_in(body: SigningIn, request: Request, response: Response) -> SignedInBody:
        return _signed_in(await accounts.sign_in(body.answer, body.device_name), request, response, cookies)

    return router


def _joining(accounts: Accounts, cookies: Cookies, limit: RateLimit) -> APIRouter:
    router = _router(limit)

    @router.post("/devices/options")
    async def options(body: Linking) -> OptionsBody:
        """What a passkey for a further device is made from, by the link that another device shows."""
        return OptionsBody.of(await accounts.linking(body.token))

    @router.post("/devices", status_code=HTTPStatus.CREATED)
    async def join(body: Linked, request: Request, response: Response) -> SignedInBody:
        signed_in = await accounts.link(body.token, body.answer, body.device_name)
        return _signed_in(signed_in, request, response, cookies)

    return router


def _recovering(accounts: Accounts, cookies: Cookies, limit: RateLimit) -> APIRouter:
    router = _router(limit)

    @router.post("/recovery/options")
    async def options(body: Recovering) -> OptionsBody:
        """What a new passkey is made from, by the printed code."""
        return OptionsBody.of(await accounts.recovering(body.recovery_code))

    @router.post("/recovery", status_code=HTTPStatus.CREATED)
    async def recover(body: Recovery, request: Request, response: Response) -> SignedInBody:
        """Signs all other devices out. The code is used up; a new one is shown this once."""
        made = await accounts.recover(body.recovery_code, body.answer, body.device_name)
        return _signed_in(made.signed_in, request, response, cookies, made.recovery_code)

    return router


def _refreshing(devices: Devices, cookies: Cookies, limit: RateLimit) -> APIRouter:
    router = _router(limit)

    @router.post(REFRESH_PATH.removeprefix("/v1"))
    async def refresh(body: Refreshing, request: Request, response: Response) -> SignedInBody:
        """New tokens in place of the old ones. A refresh token is good once."""
        wants_cookie = cookies.are_wanted(request)
        token = cookies.refresh.read(request) if wants_cookie else body.refresh_token
        if not token:
            raise SessionOver("You are not signed in on this device.")
        return _signed_in(await devices.refresh(token), request, response, cookies)

    return router


def _signed_in(
    signed_in: SignedIn, request: Request, response: Response, cookies: Cookies, recovery_code: str | None = None
) -> SignedInBody:
    response.headers["Cache-Control"] = "no-store"
    by_cookie = cookies.are_wanted(request)
    if by_cookie:
        cookies.write(response, signed_in)
    return SignedInBody(
        account_id=signed_in.account_id,
        device_id=signed_in.device_id,
        session_token=None if by_cookie else signed_in.session_token,
        session_expires_at=signed_in.session_expires_at,
        refresh_token=None if by_cookie else signed_in.refresh_token,
        refresh_expires_at=signed_in.refresh_expires_at,
        recovery_code=recovery_code,
    )
