"""Where each card was shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from agent.service.auth import closed_router
from wallet_api.domain.disclosure import DisclosureState
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.organisation_body import OrganisationBody
from wallet_api.routes.wallets import OF_ONE
from wallet_api.services.disclosures import Disclosures, Page
from wallet_api.store.disclosures import Disclosure

After = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]


class DisclosureBody(BaseModel):
    disclosure_id: str
    request_id: str
    credential_id: str
    """Of a card that may have been deleted since."""
    state: DisclosureState
    """`possible`: it was about to be shown, and nobody can tell whether it was."""
    asker: OrganisationBody | None
    """Who proved that they ask, by the name that the registry gave them then; null for somebody unknown."""
    claimed_label: str
    """What the other side called itself: a claim."""
    claimed_purpose: str
    """Why it asked, in its own words."""
    revealed: Sequence[str]
    """Names of the attributes whose values were seen."""
    proved: Sequence[str]
    """Names of the attributes of which only a bound was proved."""
    at: datetime

    @classmethod
    def of(cls, found: Disclosure) -> "DisclosureBody":
        asker = found.asker_id is not None and found.asker_name is not None
        return cls(
            disclosure_id=found.id, request_id=found.request_id, credential_id=found.credential_id, state=found.state,
            asker=OrganisationBody(organisation_id=found.asker_id, name=found.asker_name) if asker else None,
            claimed_label=found.claimed_label, claimed_purpose=found.claimed_purpose, revealed=found.revealed,
            proved=found.proved, at=found.created_at,
        )  # fmt: skip


class DisclosurePage(BaseModel):
    disclosures: Sequence[DisclosureBody]
    """The newest first."""
    next_after: str | None
    """What to give as `after` for the next page; null when this was the last."""

    @classmethod
    def of(cls, page: Page) -> "DisclosurePage":
        return cls(disclosures=[DisclosureBody.of(each) for each in page.disclosures], next_after=page.next_after)


def disclosure_routes(guards: Guards, disclosures: Disclosures) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["disclosures"])

    @router.get("/disclosures")
    async def every(
        wallet_id: InWallet, after: After = None, limit: Limit = 50, request_id: After = None
    ) -> DisclosurePage:
        """What was shown, to whom and when, without values: of all requests, or of one."""
        return DisclosurePage.of(await disclosures.page(wallet_id, after, limit, request_id))

    @router.get("/credentials/{credential_id}/disclosures")
    async def of_card(
        credential_id: Annotated[str, Path(max_length=200)], wallet_id: InWallet, after: After = None,
        limit: Limit = 50,
    ) -> DisclosurePage:  # fmt: skip
        """Where this card was shown; also of one that was deleted since."""
        return DisclosurePage.of(await disclosures.of_card(wallet_id, credential_id, after, limit))

    return router
