// Who is signed in, and whose wallet is open. All of it comes from the service; the phone keeps the list of wallets only.
import { computed, effect, signal } from "@preact/signals";
import { call, session } from "../api/client";
import { isOnline, onReturn } from "../api/connection";
import { makePasskey, signWithPasskey } from "../api/passkeys";
import { asProblem } from "../api/problem";
import type { Account, Opening, SignedIn } from "../api/types";
import { forgetAll, keep, kept } from "../offline/kept";
import { words } from "../i18n/words";

export type Phase = "starting" | "out" | "in" | "offline";

export const phase = signal<Phase>("starting");
export const account = signal<Account | null>(null);
export const walletId = signal<string | null>(null);
export const wallet = computed<Opening | null>(
  () => account.value?.wallets.find((each) => each.wallet_id === walletId.value) ?? null,
);
/** To be printed; in memory only. */
export const recoveryCode = signal<string | null>(null);
export const hasPutCodeAway = signal(true);
/** Whether this device was signed out while it was in use. */
export const wasSignedOut = signal(false);

export async function startSession(): Promise<void> {
  session.over = () => void signedOut("others");
  onReturn(() => phase.peek() === "offline" && void look());
  hasPutCodeAway.value = (await kept<boolean>("code-away")) ?? true;
  const stop = effect(() => void (!isOnline.value && showKnown()));
  await look();
  stop();
}

/** What was last known is shown while the first call, which failed, is tried again. */
async function showKnown(): Promise<void> {
  const known = await kept<Account>("account");
  if (!known || phase.peek() !== "starting") return;
  account.value = known;
  await choose(await kept<string>("chosen"));
  if (phase.peek() === "starting") phase.value = "offline";
}

/** Read who is signed in; without a connection, what was last known. */
export async function look(): Promise<void> {
  try {
    account.value = await call("get", "/v1/account");
  } catch (thrown) {
    const problem = asProblem(thrown);
    const known = problem.status === 401 ? undefined : await kept<Account>("account");
    account.value = known ?? null;
    await choose(await kept<string>("chosen"));
    phase.value = known ? "offline" : "out";
    return;
  }
  await keep("account", account.value);
  await choose(await kept<string>("chosen"));
  phase.value = "in";
}

/** Open one of the wallets; one's own if there is no such wallet. */
export async function choose(id: string | undefined): Promise<void> {
  const all = account.value?.wallets ?? [];
  const found = all.find((each) => each.wallet_id === id) ?? all.find((each) => each.relation === "own") ?? all[0];
  walletId.value = found?.wallet_id ?? null;
  if (found) await keep("chosen", found.wallet_id);
}

export async function signUp(): Promise<void> {
  const signed = await makePasskey(await call("post", "/v1/accounts/options"));
  await signedIn(await call("post", "/v1/accounts", { body: { ...signed, device_name: deviceName() } }));
}

export async function makeOwnWallet(): Promise<void> {
  await call("post", "/v1/wallets", { body: { label: words.value.app.me, relation: "own" } });
  await look();
}

export async function signIn(): Promise<void> {
  const signed = await signWithPasskey(await call("post", "/v1/sessions/options"));
  await signedIn(await call("post", "/v1/sessions", { body: { ...signed, device_name: deviceName() } }));
}

export async function recover(code: string): Promise<void> {
  const options = await call("post", "/v1/recovery/options", { body: { recovery_code: code } });
  const signed = await makePasskey(options);
  await signedIn(await call("post", "/v1/recovery", { body: { ...signed, recovery_code: code, device_name: deviceName() } }));
}

export async function join(token: string): Promise<void> {
  const signed = await makePasskey(await call("post", "/v1/devices/options", { body: { token } }));
  await signedIn(await call("post", "/v1/devices", { body: { ...signed, token, device_name: deviceName() } }));
}

export async function signOut(): Promise<void> {
  await call("post", "/v1/session/end");
  await signedOut("oneself");
}

export async function noteCode(code: string): Promise<void> {
  recoveryCode.value = code;
  await putCodeAway(false);
}

export async function putCodeAway(isAway: boolean): Promise<void> {
  hasPutCodeAway.value = isAway;
  if (isAway) recoveryCode.value = null;
  await keep("code-away", isAway);
}

async function signedIn(body: SignedIn): Promise<void> {
  wasSignedOut.value = false;
  if (body.recovery_code) await noteCode(body.recovery_code);
  await look();
}

export async function signedOut(by: "others" | "oneself"): Promise<void> {
  wasSignedOut.value = by === "others" && phase.peek() !== "starting";
  await forgetAll();
  account.value = walletId.value = recoveryCode.value = null;
  hasPutCodeAway.value = true;
  phase.value = "out";
}

/** What the list of devices calls this one; nothing that only this one has. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const { phone, tablet, computer } = words.value.devices;
  const brand = /iPhone|iPad|Android|Windows|Macintosh|Linux|CrOS/.exec(agent)?.[0] ?? "";
  const kind = /iPad|Tablet/.test(agent) ? tablet : /iPhone|Android|Mobile/.test(agent) ? phone : computer;
  return brand ? `${kind} (${brand})` : kind;
}
