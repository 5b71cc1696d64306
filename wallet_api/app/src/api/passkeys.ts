// The two ceremonies of WebAuthn (Level 3) in the browser: make a passkey, and sign with one.
import { ownProblem } from "./problem";
import type { Options } from "./types";

export interface Signed {
  challenge_id: string;
  credential: Record<string, unknown>;
}

type Json = Record<string, unknown>;
type Described = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };

export async function makePasskey({ challenge_id, public_key }: Options): Promise<Signed> {
  const given = public_key as Json & { user: Json & { id: string }; challenge: string; excludeCredentials?: Described[] };
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    user: { ...given.user, id: bytes(given.user.id) },
    excludeCredentials: (given.excludeCredentials ?? []).map(descriptor),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    challenge_id,
    credential: {
      ...common(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  };
}

export async function signWithPasskey({ challenge_id, public_key }: Options): Promise<Signed> {
  const given = public_key as Json & { challenge: string; allowCredentials?: Described[] };
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    allowCredentials: (given.allowCredentials ?? []).map(descriptor),
  } as unknown as PublicKeyCredentialRequestOptions;
  const made = await asked(() => navigator.credentials.get({ publicKey }));
  const response = made.response as AuthenticatorAssertionResponse;
  return {
    challenge_id,
    credential: {
      ...common(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : null,
      },
    },
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!("credentials" in navigator) || !("PublicKeyCredential" in window)) throw ownProblem("no-passkey");
  const made = await ask().catch(() => null);
  if (!(made instanceof PublicKeyCredential)) throw ownProblem("passkey-cancelled");
  return made;
}

function common(made: PublicKeyCredential): Json {
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: {},
  };
}

const descriptor = (each: Described): PublicKeyCredentialDescriptor => ({ ...each, id: bytes(each.id) });

/** Base64url without padding, as WebAuthn writes bytes. */
export function bytes(encoded: string): Uint8Array<ArrayBuffer> {
  const binary = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function text(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
