"""Sign-in as clients see and send it. The credentials are WebAuthn's own JSON forms (Level 3, section 5.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wallet_api.domain.account import Device, LinkPurpose, Passkey, Relation
from wallet_api.domain.claim import claimed_label
from wallet_api.services.ceremonies import Answer, Options
from wallet_api.store.wallets import Wallet

UNNAMED = "Phone or browser"


def _device_name(text: str) -> str:
    return claimed_label(text) or UNNAMED


DeviceName = Annotated[str, Field(max_length=100), AfterValidator(_device_name)]
RecoveryCode = Annotated[str, Field(max_length=100, repr=False)]
LinkToken = Annotated[str, Field(max_length=100, repr=False)]


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class OptionsBody(BaseModel):
    challenge_id: str
    public_key: Mapping[str, Any]
    """For `navigator.credentials.create` or `.get`: PublicKeyCredentialCreationOptionsJSON or ...RequestOptionsJSON."""

    @classmethod
    def of(cls, options: Options) -> "OptionsBody":
        return cls(challenge_id=options.challenge_id, public_key=options.public_key)


class Signed(Wanted):
    challenge_id: Annotated[str, Field(max_length=64)]
    credential: Annotated[Mapping[str, Any], Field(max_length=20)]
    """RegistrationResponseJSON or AuthenticationResponseJSON."""

    @property
    def answer(self) -> Answer:
        return Answer(self.challenge_id, self.credential)


class SigningIn(Signed):
    device_name: DeviceName = UNNAMED
    """What the list of devices calls this one."""


class Recovering(Wanted):
    recovery_code: RecoveryCode


class Recovery(SigningIn):
    recovery_code: RecoveryCode


class Linking(Wanted):
    token: LinkToken


class Linked(SigningIn):
    token: LinkToken


class SignedInBody(BaseModel):
    account_id: str
    device_id: str
    session_token: str | None
    """Null where it went into a cookie."""
    session_expires_at: datetime
    refresh_token: str | None
    refresh_expires_at: datetime
    recovery_code: str | None = None
    """Of a new or recovered account; shown this once."""


class Refreshing(Wanted):
    refresh_token: Annotated[str, Field(max_length=100, repr=False)] | None = None
    """Absent where it comes as a cookie."""


class OpeningBody(BaseModel):
    wallet_id: str
    label: str
    relation: Relation
    is_shared: bool
    """Whether somebody else may open it too: its owner, or its guardian."""
    created_at: datetime

    @classmethod
    def of(cls, wallet: Wallet, relation: Relation, *, is_shared: bool) -> "OpeningBody":
        return cls(
            wallet_id=wallet.id, label=wallet.label, relation=relation, is_shared=is_shared,
            created_at=wallet.created_at,
        )  # fmt: skip


class AccountBody(BaseModel):
    account_id: str
    device_id: str
    verified_until: datetime
    """Until when this session may do what needs the passkey."""
    wallets: Sequence[OpeningBody]


class DeviceBody(BaseModel):
    device_id: str
    name: str
    is_this_one: bool
    created_at: datetime
    last_seen_at: datetime

    @classmethod
    def of(cls, device: Device, this_one: str) -> "DeviceBody":
        return cls(
            device_id=device.id, name=device.name, is_this_one=device.id == this_one, created_at=device.created_at,
            last_seen_at=device.last_seen_at,
        )  # fmt: skip


class DeviceList(BaseModel):
    devices: Sequence[DeviceBody]


class PasskeyBody(BaseModel):
    credential_id: str
    is_backed_up: bool
    """Whether its holder has it on several devices."""
    created_at: datetime
    last_used_at: datetime

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyBody":
        return cls(
            credential_id=passkey.credential_id, is_backed_up=passkey.is_backed_up, created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
        )  # fmt: skip


class PasskeyList(BaseModel):
    passkeys: Sequence[PasskeyBody]


class NewLink(Wanted):
    purpose: LinkPurpose
    wallet_id: Annotated[str, Field(max_length=64)] | None = None
    """Of a hand-over: the dependant's wallet."""


class LinkBody(BaseModel):
    token: str
    url: str
    """For the QR code; the token is behind the #, which no server sees."""
    expires_at: datetime


class RecoveryCodeBody(BaseModel):
    recovery_code: str
