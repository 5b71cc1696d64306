"""Who a call acts for, for the log: the guard of a person's routes says it once, and no service has to pass it on.

It holds for the task that serves the call. What the rounds do in between is the service's own doing.
"""

from contextvars import ContextVar

from agent.audit.domain.happened import Named

SERVICE = Named("service")
_caller: ContextVar[Named] = ContextVar("caller", default=SERVICE)


def account(account_id: str) -> Named:
    return Named("account", account_id)


def calls(account_id: str) -> None:
    """From here on this account acts."""
    _caller.set(account(account_id))


def caller() -> Named:
    return _caller.get()
