"""Tag `credentials` of the admin API, and the search for those that fit a request: what a holder has."""

from collections import Counter
from collections.abc import Sequence

from pydantic import Field, RootModel

from agent.acapy.client import AcaPyClient, Answer
from agent.acapy.pages import PAGE_SIZE, every_page
from agent.ports import HeldCredential, Match
from agent.protocol import CredDefId, CredentialId, ExchangeId, RevRegId, SchemaId


class _Credential(Answer):
    referent: CredentialId
    schema_id: SchemaId
    cred_def_id: CredDefId
    rev_reg_id: RevRegId | None = None
    cred_rev_id: int | None = None
    attrs: dict[str, str] = Field(repr=False)

    def typed(self) -> HeldCredential:
        return HeldCredential(
            credential_id=self.referent,
            schema_id=self.schema_id,
            cred_def_id=self.cred_def_id,
            rev_reg_id=self.rev_reg_id,
            cred_rev_id=self.cred_rev_id,
            attributes=self.attrs,
        )


class _Credentials(Answer):
    results: list[_Credential]


class _Match(Answer):
    cred_info: _Credential
    presentation_referents: list[str]


class _Matches(RootModel[list[_Match]]):
    pass


class _Revoked(Answer):
    revoked: bool


async def credentials(client: AcaPyClient) -> Sequence[HeldCredential]:
    pages = every_page(client, "/credentials", _Credentials, lambda page: page.results)
    return [found.typed() async for found in pages]


async def is_revoked(client: AcaPyClient, credential_id: CredentialId) -> bool:
    """Whether the ledger says so now. A credential without registry cannot be revoked, and the agent fails on it."""
    found = await client.get(f"/credential/{credential_id}", _Credential)
    if found.rev_reg_id is None:
        return False
    return (await client.get(f"/credential/revoked/{credential_id}", _Revoked)).revoked


async def delete(client: AcaPyClient, credential_id: CredentialId) -> None:
    """The agent answers 404 also after it deleted a credential that has no MIME types beside it; that is as good."""
    await client.delete(f"/credential/{credential_id}")


async def matches(client: AcaPyClient, exchange_id: ExchangeId) -> Sequence[Match]:
    """Which credentials fit which referents by name and restrictions; the agent does not evaluate predicates."""
    path, offset = f"/present-proof-2.0/records/{exchange_id}/credentials", 0
    credential: dict[CredentialId, HeldCredential] = {}
    referents: dict[CredentialId, set[str]] = {}
    while True:
        page = (await client.get(path, _Matches, {"limit": PAGE_SIZE, "offset": offset})).root
        for found in page:
            credential[found.cred_info.referent] = found.cred_info.typed()
            referents.setdefault(found.cred_info.referent, set()).update(found.presentation_referents)
        if not _maybe_more(page):
            return [Match(held, frozenset(referents[name])) for name, held in credential.items()]
        offset += PAGE_SIZE


def _maybe_more(page: Sequence[_Match]) -> bool:
    """The page is counted per referent: another may follow when any referent got a full one."""
    tally = Counter(referent for found in page for referent in found.presentation_referents)
    return any(count >= PAGE_SIZE for count in tally.values())
