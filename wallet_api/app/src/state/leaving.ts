// Ending a wallet or the account. The receipt is kept until the report was read: a lost answer or a closed page loses nothing.
import { signal } from "@preact/signals";
import { call } from "../api/client";
import { asProblem } from "../api/problem";
import type { Ending } from "../api/types";
import { drawReceipt } from "../domain/leaving";
import { forget, keep, kept } from "../offline/kept";
import { go } from "./route";
import { look, signedOut } from "./session";
import { verified } from "./verified";

const KEY = "ending";
/** By which the report is read; null when there is none to read. */
export const receipt = signal<string | null>(null);

export async function startLeaving(): Promise<void> {
  receipt.value = (await kept<string>(KEY)) ?? null;
}

export async function endWallet(walletId: string): Promise<void> {
  await end((drawn) => call("post", "/v1/wallets/{wallet_id}/end", { path: { wallet_id: walletId }, body: { receipt: drawn } }));
  await forget(`cards:${walletId}`);
  await look();
}

/** `dependants`: also the wallets that nobody else can open. */
export async function endAccount(dependants: boolean): Promise<void> {
  await end((drawn) => call("post", "/v1/account/end", { body: { receipt: drawn, dependants } }));
  const drawn = receipt.peek();
  await signedOut("oneself");
  if (drawn) await keep(KEY, drawn);
}

export function report(drawn: string): Promise<Ending> {
  return call("post", "/v1/endings/report", { body: { receipt: drawn } });
}

export async function putReportAway(): Promise<void> {
  receipt.value = null;
  await forget(KEY);
}

async function end(ask: (drawn: string) => Promise<unknown>): Promise<void> {
  const drawn = drawReceipt();
  await keep(KEY, drawn);
  receipt.value = drawn; // before the news of it, which this phone gets too
  try {
    await verified(() => ask(drawn));
  } catch (thrown) {
    if (!(await hasBegun(drawn))) {
      await putReportAway();
      throw asProblem(thrown);
    }
  }
  go("ended");
}

/** Whether it began all the same, and only the answer got lost. */
async function hasBegun(drawn: string): Promise<boolean> {
  return await report(drawn).then(() => true, () => false);
}
