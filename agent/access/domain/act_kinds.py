"""Which kinds of acts there are: those of access itself, and a service's own beside them.

A service's kinds are a StrEnum of its own. The history keeps a kind's value, so no value may stand for two kinds.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class AccessRecord(StrEnum):
    USER = "user"
    API_KEY = "api-key"


class AccessAct(StrEnum):
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    LOCKED_OUT = "locked-out"
    SIGNED_OUT = "signed-out"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - an act
    USER_CREATED = "user-created"
    USER_RESET = "user-reset"
    USER_DISABLED = "user-disabled"
    USER_ENABLED = "user-enabled"
    KEY_CREATED = "key-created"
    KEY_ROTATED = "key-rotated"
    KEY_REVOKED = "key-revoked"

    @property
    def record_kind(self) -> AccessRecord:
        match self:
            case AccessAct.KEY_CREATED | AccessAct.KEY_ROTATED | AccessAct.KEY_REVOKED:
                return AccessRecord.API_KEY
            case _:
                return AccessRecord.USER


class ActKinds:
    """Every kind that a service writes down, with the kind of record that it is about."""

    def __init__(self, own: Mapping[StrEnum, StrEnum]) -> None:
        """`own`: of each kind of the service's. Raises ValueError where access has a kind of the same value."""
        access: Mapping[StrEnum, StrEnum] = {kind: kind.record_kind for kind in AccessAct}
        if taken := own.keys() & access.keys():
            raise ValueError(f"kinds of acts that access has already: {', '.join(sorted(taken))}")
        self.record_kinds: Mapping[StrEnum, StrEnum] = MappingProxyType({**own, **access})
        self._named = {kind.value: kind for kind in self.record_kinds}

    def named(self, value: str) -> StrEnum:
        """The kind of a value that was kept. Raises KeyError."""
        return self._named[value]
