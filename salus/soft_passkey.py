"""A passkey in software, for the demo, the tests and the benchmarks: what a phone's own does behind its screen lock.

P-256 and no attestation. The keys and signatures are the library's; only the envelopes are written here.
Sources: WebAuthn Level 3, sections 6.1 (authenticator data) and 6.5.4 (attested credential data); RFC 9053 (ES256).
"""

import hashlib
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
AAGUID = bytes(16)
Json = dict[str, Any]


@dataclass(frozen=True)
class SoftPasskey:
    """One passkey at one origin (`https://wallet.example`)."""

    origin: str
    credential_id: str
    private_key: ec.EllipticCurvePrivateKey
    user_handle: str

    @classmethod
    def make(cls, origin: str, options: Mapping[str, Any]) -> tuple["SoftPasskey", Json]:
        """A new one, and RegistrationResponseJSON."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = cls(origin, bytes_to_base64url(secrets.token_bytes(32)), key, options["user"]["id"])
        return made, made._registration(options)

    def sign(self, options: Mapping[str, Any]) -> Json:
        """AuthenticationResponseJSON."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = _data(options["rpId"], PRESENT | VERIFIED)
        signature = self.private_key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": bytes_to_base64url(client_data),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
                "userHandle": self.user_handle,
            }
        )

    def dump(self) -> str:
        """To be kept in a file that only its owner reads."""
        secret = self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps(
            {
                "origin": self.origin,
                "credential_id": self.credential_id,
                "private_key": secret.decode(),
                "user_handle": self.user_handle,
            }
        )

    @classmethod
    def load(cls, text: str) -> "SoftPasskey":
        kept = json.loads(text)
        key = serialization.load_pem_private_key(kept["private_key"].encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("not a passkey that was kept here")
        return cls(kept["origin"], kept["credential_id"], key, kept["user_handle"])

    def _registration(self, options: Mapping[str, Any]) -> Json:
        point = self.private_key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        credential_id = base64url_to_bytes(self.credential_id)
        attested = AAGUID + struct.pack(">H", len(credential_id)) + credential_id + cbor2.dumps(public)
        data = _data(options["rp"]["id"], PRESENT | VERIFIED | ATTESTED) + attested
        return self._credential(
            {
                "clientDataJSON": bytes_to_base64url(self._client_data("webauthn.create", options["challenge"])),
                "attestationObject": bytes_to_base64url(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            }
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _credential(self, response: Json) -> Json:
        return {
            "id": self.credential_id, "rawId": self.credential_id, "type": "public-key", "response": response,
            "clientExtensionResults": {},
        }  # fmt: skip


def _data(rp_id: str, flags: int) -> bytes:
    return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, 0)
