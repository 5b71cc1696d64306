// What matters most needs the passkey to have been used within five minutes.
import { signal } from "@preact/signals";
import { call } from "../api/client";
import { signWithPasskey } from "../api/passkeys";
import { Problem } from "../api/problem";
import { account } from "./session";

const SLACK_MS = 15_000;
const VERIFIED_FOR_MS = 5 * 60_000;
/** While the phone asks for face, finger or code. */
export const isAsking = signal(false);

/** `act`, after the passkey where it is needed. The service decides; the clock here only saves a call. */
export async function verified<T>(act: () => Promise<T>): Promise<T> {
  if (isVerified()) {
    try {
      return await act();
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.code !== "verification-needed") throw thrown;
    }
  }
  await verify();
  return await act();
}

function isVerified(): boolean {
  const until = account.peek()?.verified_until;
  return until !== undefined && Date.parse(until) - Date.now() > SLACK_MS;
}

async function verify(): Promise<void> {
  isAsking.value = true;
  try {
    const signed = await signWithPasskey(await call("post", "/v1/session/verify/options"));
    await call("post", "/v1/session/verify", { body: signed });
  } finally {
    isAsking.value = false;
  }
  const present = account.peek();
  if (present) account.value = { ...present, verified_until: new Date(Date.now() + VERIFIED_FOR_MS).toISOString() };
}
