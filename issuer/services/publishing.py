"""Puts the credential types on the ledger: public DID, schema, credential definition, revocation registry, tails.

Every step finds what an earlier run left, so it may be interrupted anywhere and repeated. A type that was ready stays
ready at the next start and is verified meanwhile; only what contradicts it takes that away. A type that is published on
request waits for `publish_missing`, and is looked after at each start from then on.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from agent.errors import AgentRefused, Conflict, Problem
from agent.ports import IssuerAgent, RegistryState
from agent.protocol import CredDefId
from agent.service.exclusive import Exclusive
from agent.service.logging import declare_fields, get_logger
from issuer.domain.credential_type import CredentialType, Publish
from issuer.domain.publication import Publication, PublicationProblem, PublicationState
from issuer.publication_store import PublicationStore

FIRST_RETRY_S = 0.3
LAST_RETRY_S = 5.0
ATTEMPTS_ON_REQUEST = 3
REGISTRY_WAIT_S = 30.0
REFUSALS_PER_TAG = 3
"""After so many refusals to publish a definition its tag counts as spent."""

declare_fields("credential_type")
log = get_logger(__name__)


class RegistryNotReady(Problem):
    """The revocation registry cannot be used yet."""

    code = "registry-not-ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "It is tried again; see that the tails files' address can be reached."


@dataclass(frozen=True)
class Publisher:
    agent: IssuerAgent
    store: PublicationStore
    types: Mapping[str, CredentialType]
    exclusive: Exclusive

    async def run(self) -> None:
        """Repeat what fails until every type that is due is ready; then end."""
        await self._make_public()
        due = [wanted for wanted in self.types.values() if await self._is_due(wanted)]
        await asyncio.gather(*(self._publish_until_ready(wanted) for wanted in due))

    async def publish_missing(self) -> None:
        """Publish every type that is not ready, whenever it is due; why one could not be is in the store.

        A passing fault does not leave one out: each is tried a few times.
        """
        missing = [each for each in self.types.values() if await self._is_missing(each)]
        await asyncio.gather(*(self._publish_until_ready(each, most=ATTEMPTS_ON_REQUEST) for each in missing))

    async def _is_missing(self, wanted: CredentialType) -> bool:
        return (await self.store.find(wanted)).state is not PublicationState.READY

    async def _is_due(self, wanted: CredentialType) -> bool:
        begun = (await self.store.find(wanted)).state is not PublicationState.WAITING
        return begun or wanted.publish is Publish.AT_START

    async def _make_public(self) -> None:
        async for _ in _attempts():
            try:
                if await self.agent.public_did() is None:
                    await self.agent.make_public((await self.agent.local_did()).did)
            except Problem as problem:
                log.debug("issuer.did_not_public", code=problem.code)
                continue
            log.info("issuer.did_public")
            return

    async def _publish_until_ready(self, wanted: CredentialType, most: int | None = None) -> None:
        """Gives up after `most` attempts, if that is given."""
        refusals = 0
        async for number in _attempts():
            try:
                await self.publish(wanted)
                return
            except Problem as problem:
                refusals += isinstance(problem, AgentRefused)
                spent = refusals > 0 and refusals % REFUSALS_PER_TAG == 0
                await self._note_problem(wanted, problem, tag_spent=spent)
            if number + 1 == most:
                return

    async def publish(self, wanted: CredentialType) -> None:
        """Take all steps once, or find them taken. Raises what the agent does, and RegistryNotReady."""
        async with self.exclusive.holding(f"publishing:{wanted.name}"):
            await self._publish(wanted)

    async def _publish(self, wanted: CredentialType) -> None:
        known = await self.store.find(wanted)
        if known.state is not PublicationState.READY:
            known = await self._keep(replace(known, state=PublicationState.PUBLISHING))
        schema_id = await self.agent.ensure_schema(wanted.name, wanted.version, wanted.attribute_names)
        if schema_id != known.schema_id:
            known = await self._keep(replace(known, state=PublicationState.PUBLISHING, schema_id=schema_id))
        cred_def_id = await self.agent.ensure_credential_definition(schema_id, known.tag, wanted.registry_size)
        if cred_def_id != known.cred_def_id:
            known = await self._keep(replace(known, state=PublicationState.PUBLISHING, cred_def_id=cred_def_id))
        registry = await self._registry(cred_def_id)
        ready = replace(known, state=PublicationState.READY, rev_reg_id=registry.rev_reg_id, problem=None)
        await self._keep(ready)
        log.info("credential_type.ready", credential_type=wanted.name, cred_def_id=cred_def_id)

    async def _registry(self, cred_def_id: CredDefId) -> RegistryState:
        """The active registry, whose tails can be downloaded."""
        try:
            async with asyncio.timeout(REGISTRY_WAIT_S):
                async for _ in _attempts():
                    if (found := await self.agent.active_registry(cred_def_id)) is not None:
                        return found
        except TimeoutError:
            pass
        raise RegistryNotReady("The revocation registry or its tails file is not there yet.")

    async def _note_problem(self, wanted: CredentialType, problem: Problem, *, tag_spent: bool) -> None:
        log.warning("credential_type.not_published", credential_type=wanted.name, code=problem.code)
        known = await self.store.find(wanted)
        if known.state is PublicationState.READY and not isinstance(problem, Conflict | RegistryNotReady):
            return  # it says nothing against what was published
        told = PublicationProblem(problem.code, problem.sentence)
        tag_number = known.tag_number + (tag_spent and known.schema_id is not None and known.cred_def_id is None)
        await self._keep(replace(known, state=PublicationState.WAITING, problem=told, tag_number=tag_number))

    async def _keep(self, publication: Publication) -> Publication:
        if await self.store.find(self.types[publication.credential_type]) != publication:
            await self.store.save(publication)
        return publication


async def _attempts() -> AsyncIterator[int]:
    """Counts attempts, with a growing pause before each but the first."""
    pause_s, number = FIRST_RETRY_S, 0
    while True:
        yield number
        await asyncio.sleep(pause_s)
        pause_s, number = min(pause_s * 2, LAST_RETRY_S), number + 1
