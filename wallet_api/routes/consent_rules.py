"""Standing denials and templates of a wallet."""

from http import HTTPStatus

from fastapi import APIRouter

from agent.service.auth import closed_router
from wallet_api.routes.consent_bodies import (
    ConsentBody,
    DenialBody,
    DenialList,
    NewDenial,
    NewTemplate,
    Sharing,
    TemplateBody,
    TemplateList,
)
from wallet_api.routes.consents import ConsentDesk, given
from wallet_api.routes.guards import ByWhom, Guards, InWallet
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.consent.rules import ConsentRules
from wallet_api.store.rows import new_id


def consent_rule_routes(guards: Guards, desk: ConsentDesk, rules: ConsentRules) -> list[APIRouter]:
    return [_denials(guards, desk, rules), _templates(guards, desk, rules)]


def _denials(guards: Guards, desk: ConsentDesk, rules: ConsentRules) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/consent-denials", tags=["consents"])

    @router.get("")
    async def every(wallet_id: InWallet) -> DenialList:
        """The newest first."""
        registry = desk.naming.current()
        return DenialList(
            denials=[DenialBody.of(each, registry, desk.kinds) for each in await rules.denials(wallet_id)]
        )

    @router.post("", status_code=HTTPStatus.CREATED)
    async def deny(body: NewDenial, wallet_id: InWallet) -> DenialBody:
        """Never let them look, whatever was or will be granted. Nobody is told of it."""
        made = await rules.deny(body.record(new_id(), wallet_id, desk.clock()))
        return DenialBody.of(made, desk.naming.current(), desk.kinds)

    @router.delete("/{denial_id}", status_code=HTTPStatus.NO_CONTENT, dependencies=guards.verified)
    async def end(denial_id: RowId, wallet_id: InWallet) -> None:
        """What was granted counts again. Needs the passkey."""
        await rules.end_denial(wallet_id, denial_id)

    return router


def _templates(guards: Guards, desk: ConsentDesk, rules: ConsentRules) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/consent-templates", tags=["consents"])

    @router.get("")
    async def every(wallet_id: InWallet) -> TemplateList:
        """The newest first."""
        registry = desk.naming.current()
        return TemplateList(
            templates=[TemplateBody.of(each, registry, desk.kinds) for each in await rules.templates(wallet_id)]
        )

    @router.post("", status_code=HTTPStatus.CREATED)
    async def keep(body: NewTemplate, wallet_id: InWallet) -> TemplateBody:
        """Keep whom, what kinds and what for of a consent, to share by one tap."""
        made = await rules.keep(wallet_id, body.consent_id, body.days)
        return TemplateBody.of(made, desk.naming.current(), desk.kinds)

    @router.delete("/{template_id}", status_code=HTTPStatus.NO_CONTENT)
    async def end(template_id: RowId, wallet_id: InWallet) -> None:
        """What was shared by it stays shared."""
        await rules.end_template(wallet_id, template_id)

    @router.post("/{template_id}/share", status_code=HTTPStatus.CREATED, dependencies=guards.verified)
    async def share(template_id: RowId, body: Sharing, by: ByWhom) -> ConsentBody:
        """A new consent as the template says, unasked. Needs the passkey."""
        return desk.body(await rules.share(given(by), template_id, body.items))

    return router
