"""How the types of cards look and read. Open to all: an app shows it before anybody signs in, and offline."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response
from pydantic import BaseModel

from agent.service.auth import public_router
from wallet_api.domain.card_type import CardType, Kind, Language

CARD_TYPES_PATH = "/v1/card-types"


class AttributeDisplayBody(BaseModel):
    name: str
    kind: Kind
    label: Mapping[Language, str]
    values: Mapping[str, Mapping[Language, str]] | None
    said_by: str | None
    """Of a code: the attribute that says the same in words."""


class CardTypeBody(BaseModel):
    name: str
    background: str
    text: str
    icon: str
    label: Mapping[Language, str]
    issued_by: Mapping[Language, str]
    attributes: Sequence[AttributeDisplayBody]
    """In the order in which to show them."""

    @classmethod
    def of(cls, kind: CardType) -> "CardTypeBody":
        return cls(
            name=kind.name, background=kind.colours.background, text=kind.colours.text, icon=kind.icon,
            label=kind.label, issued_by=kind.issued_by,
            attributes=[
                AttributeDisplayBody(
                    name=name, kind=each.kind, label=each.label, values=each.values, said_by=each.said_by
                )
                for name, each in kind.attributes.items()
            ],
        )  # fmt: skip


class CardTypeList(BaseModel):
    card_types: Sequence[CardTypeBody]


def card_type_routes(types: Mapping[str, CardType]) -> APIRouter:
    router = public_router(tags=["card types"])
    every = CardTypeList(card_types=[CardTypeBody.of(kind) for kind in types.values()])

    @router.get(CARD_TYPES_PATH)
    async def card_types(response: Response) -> CardTypeList:
        response.headers["Cache-Control"] = "no-cache"
        return every

    return router
