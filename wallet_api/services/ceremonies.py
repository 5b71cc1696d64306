"""The two ceremonies of WebAuthn: a passkey is made, a passkey signs. What they prove is decided by who calls.

Decides: discoverable passkeys with user verification, no attestation; each challenge is of one purpose, lives five
minutes and is used up by the first answer. The verification itself is the library's.
Sources: WebAuthn Level 3, sections 7.1 and 7.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import bytes_to_base64url, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from agent.errors import Problem
from agent.service.clock import Clock
from wallet_api.domain.account import Passkey, Purpose
from wallet_api.store.accounts import AccountStore
from wallet_api.store.challenges import Challenge, ChallengeStore
from wallet_api.store.rows import new_id

CHALLENGE_LIFETIME = timedelta(minutes=5)
USER_NAME = "Health wallet"
"""What the phone's list of passkeys shows. A name of the person's would be one more thing that we know."""
_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, IndexError)
"""What the library raises on what is no answer of a passkey."""


class PasskeyRefused(Problem):
    """The answer proves nothing."""

    code = "passkey-refused"
    status = HTTPStatus.UNAUTHORIZED
    next_step = "Try again. If it goes on, sign in with your recovery code."


class ChallengeGone(Problem):
    """There is no such challenge any more."""

    code = "challenge-gone"
    status = HTTPStatus.GONE
    next_step = "Begin again."


@dataclass(frozen=True)
class Options:
    """What the browser is given for `navigator.credentials`."""

    challenge_id: str
    public_key: Mapping[str, Any]
    """PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON."""


@dataclass(frozen=True)
class Answer:
    """What came back: RegistrationResponseJSON or AuthenticationResponseJSON."""

    challenge_id: str
    credential: Mapping[str, Any] = field(repr=False)


class Ceremonies:
    def __init__(
        self,
        accounts: AccountStore,
        challenges: ChallengeStore,
        *,
        public_url: str,
        further_origins: Sequence[str],
        label: str,
        clock: Clock,
    ) -> None:
        address = urlsplit(public_url)
        self._rp_id = address.hostname or ""
        self._origins = [f"{address.scheme}://{address.netloc}", *further_origins]
        self._accounts = accounts
        self._challenges = challenges
        self._label = label
        self._clock = clock

    async def making(self, purpose: Purpose, account_id: str) -> Options:
        """For a new passkey of this account."""
        known = [_descriptor(each) for each in await self._accounts.passkeys(account_id)]
        kept = await self._kept(purpose, account_id)
        options = webauthn.generate_registration_options(
            rp_id=self._rp_id,
            rp_name=self._label,
            user_id=bytes.fromhex(account_id),
            user_name=USER_NAME,
            challenge=kept.challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=known,
        )
        return Options(kept.id, options_to_json_dict(options))

    async def made(self, purpose: Purpose, answer: Answer) -> Passkey:
        """The new passkey, not kept yet. Raises ChallengeGone, PasskeyRefused."""
        challenge, now = await self._taken(purpose, answer), self._clock()
        if challenge.account_id is None:
            raise ChallengeGone("This was not begun here.")
        try:
            made = webauthn.verify_registration_response(
                credential=dict(answer.credential),
                expected_challenge=challenge.challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origins,
                require_user_verification=True,
            )
        except _UNREADABLE:
            raise PasskeyRefused("The passkey could not be set up.") from None
        credential_id = bytes_to_base64url(made.credential_id)
        if await self._accounts.passkey(credential_id) is not None:
            raise PasskeyRefused("This passkey is known already.", next_step="Sign in with it.")
        return Passkey(
            credential_id=credential_id,
            account_id=challenge.account_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            is_backed_up=made.credential_backed_up,
            created_at=now,
            last_used_at=now,
        )

    async def asking(self, purpose: Purpose, account_id: str | None = None) -> Options:
        """For a signature: by any passkey of ours, or by one of this account."""
        known = await self._accounts.passkeys(account_id) if account_id else ()
        kept = await self._kept(purpose, account_id)
        options = webauthn.generate_authentication_options(
            rp_id=self._rp_id,
            challenge=kept.challenge,
            allow_credentials=[_descriptor(each) for each in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return Options(kept.id, options_to_json_dict(options))

    async def signed(self, purpose: Purpose, answer: Answer) -> Passkey:
        """Whose passkey signed, as it is after that. Raises ChallengeGone, PasskeyRefused."""
        taken = await self._taken(purpose, answer)
        passkey = await self._accounts.passkey(str(answer.credential.get("id", ""))[:1400])
        if passkey is None or taken.account_id not in (None, passkey.account_id):
            raise PasskeyRefused("This passkey opens nothing here.")
        try:
            signed = webauthn.verify_authentication_response(
                credential=dict(answer.credential),
                expected_challenge=taken.challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origins,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _UNREADABLE:
            raise PasskeyRefused("The passkey was not accepted.") from None
        return replace(
            passkey,
            sign_count=signed.new_sign_count,
            is_backed_up=signed.credential_backed_up,
            last_used_at=self._clock(),
        )

    async def _kept(self, purpose: Purpose, account_id: str | None) -> Challenge:
        until = self._clock() + CHALLENGE_LIFETIME
        challenge = Challenge(new_id(), purpose, generate_challenge(), account_id, until)
        await self._challenges.add(challenge)
        return challenge

    async def _taken(self, purpose: Purpose, answer: Answer) -> Challenge:
        found = await self._challenges.take(answer.challenge_id, purpose, self._clock())
        if found is None:
            raise ChallengeGone("This took too long, or was done already.")
        return found


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(passkey.credential_id))
