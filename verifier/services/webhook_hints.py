"""Turns what a webhook hints at into a look at the verification it is about. Unknown ones are ignored."""

from collections.abc import Callable
from typing import assert_never

from agent.ports import Hint
from agent.protocol import ExchangeId, InvitationId, Topic
from verifier.domain.verification import State, Verification
from verifier.store.verifications import VerificationStore


class WebhookHints:
    def __init__(self, store: VerificationStore, look: Callable[[str], None]) -> None:
        self._store = store
        self._look = look

    async def take(self, hint: Hint) -> None:
        found = await self._meant(hint)
        if found is not None and _is_news(hint.topic, found.state):
            self._look(found.id)

    async def _meant(self, hint: Hint) -> Verification | None:
        match hint.topic:
            case Topic.PRESENT_PROOF:
                return await self._store.of_exchange(ExchangeId(hint.record_id))
            case Topic.CONNECTIONS | Topic.OUT_OF_BAND:
                if hint.invitation_id is None:
                    return None
                return await self._store.of_invitation(InvitationId(hint.invitation_id))
            case Topic.ISSUE_CREDENTIAL | Topic.REVOCATION_NOTICE:
                return None
            case _:
                assert_never(hint.topic)


def _is_news(topic: Topic, state: State) -> bool:
    """A connection tells one thing only, that the invitation was scanned."""
    if topic is Topic.PRESENT_PROOF:
        return state in (State.WAITING, State.SCANNED, State.ANSWERED)
    return state is State.WAITING
