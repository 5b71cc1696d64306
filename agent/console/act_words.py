"""The acts of access in plain words; those of a service's own come with its Outfit."""

from collections.abc import Mapping
from enum import StrEnum

from agent.access.domain.act_kinds import AccessAct

ACCESS_WORDS: Mapping[StrEnum, str] = {
    AccessAct.SIGNED_IN: "Signed in",
    AccessAct.SIGN_IN_REFUSED: "Sign-in refused",
    AccessAct.LOCKED_OUT: "Locked after wrong passwords",
    AccessAct.SIGNED_OUT: "Signed out",
    AccessAct.PASSWORD_CHANGED: "Changed the password",
    AccessAct.USER_CREATED: "Created a user",
    AccessAct.USER_RESET: "Gave a user a new password",
    AccessAct.USER_DISABLED: "Disabled a user",
    AccessAct.USER_ENABLED: "Enabled a user",
    AccessAct.KEY_CREATED: "Created an API key",
    AccessAct.KEY_ROTATED: "Rotated an API key",
    AccessAct.KEY_REVOKED: "Revoked an API key",
}
