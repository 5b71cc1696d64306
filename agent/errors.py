"""The errors that cross a boundary, and what each tells its reader.

A `Problem` is what a client of ours may see: a stable code, a plain sentence, and what to do next
(rendered as RFC 9457 problem+json by agent.service.problems). It never carries a personal value.
Adapters (agent.acapy, agent.ledger) translate foreign failures into these once, with `raise ... from`.
"""

from http import HTTPStatus


class Problem(Exception):
    """An error with a stable code, a sentence and a next step.

    Subclasses set `code`, `status` and `next_step`; the sentence is given where it is raised.
    """

    code: str = "internal"
    status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step: str = "Try again; if it happens again, tell the operator the code."

    def __init__(self, sentence: str, *, next_step: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if next_step is not None:
            self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}"


class NotFound(Problem):
    """The thing named does not exist, or is not the caller's."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    next_step = "Check the identifier."


class Conflict(Problem):
    """The thing is not in a state that allows this."""

    code = "wrong-state"
    status = HTTPStatus.CONFLICT
    next_step = "Read its present state and decide again."


class InvalidInput(Problem):
    """The request is understood and cannot be accepted as it is."""

    code = "invalid-input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Correct the named field and send it again."


class Unauthorized(Problem):
    """No credentials, or wrong ones."""

    code = "unauthorized"
    challenge = "Bearer"
    """How to show them (RFC 9110, section 11.6.1)."""
    status = HTTPStatus.UNAUTHORIZED
    next_step = "Send a valid key as 'Authorization: Bearer ...'."


class Forbidden(Problem):
    """The caller is known, and may not do this."""

    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    next_step = "Ask an administrator for the right to do this."


class AgentUnavailable(Problem):
    """The agent gives no answer; nothing is known of what it did."""

    code = "agent-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "It is restarted by itself; try again in some seconds."


class AgentRefused(Problem):
    """The agent answered that it will not do this."""

    code = "agent-refused"
    status = HTTPStatus.BAD_GATEWAY


class AgentRecordNotFound(AgentRefused):
    """The agent has no such record (deleted, or never committed)."""

    code = "agent-record-not-found"


class DatabaseUnavailable(Problem):
    """The database gives no answer, or the connection to it broke; nothing is known of what it did."""

    code = "database-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Try again in some seconds."


class LedgerUnavailable(Problem):
    """Too few validators answer, so nothing can be read or written."""

    code = "ledger-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Run 'salus ledger status', and try again when the ledger is back."


class LedgerRefused(Problem):
    """The validators answered that the transaction is not allowed or not valid."""

    code = "ledger-refused"
    status = HTTPStatus.BAD_GATEWAY
    next_step = "Check the role of the DID on the ledger."
