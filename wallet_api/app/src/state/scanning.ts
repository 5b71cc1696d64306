// A scan from the text to the offer or request that comes of it. The text is kept until the service has it, so that a
// closed page or a lost network loses nothing; from then on the service goes on by itself.
import { signal } from "@preact/signals";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { Scan } from "../api/types";
import { forget, keep, kept } from "../offline/kept";
import { inWallet } from "./wallet";
import { go, goInstead, ownPlace, route } from "./route";

const KEY = "pending-scan";
const GOOD_FOR_MS = 15 * 60_000;
const GOES_ON = new Set([401, 503]);
interface Pending {
  text: string;
  at: number;
}

export const scanProblem = signal<{ problem: Problem; text: string } | null>(null);
export const isSending = signal(false);

export async function keepText(text: string): Promise<void> {
  await keep(KEY, { text, at: Date.now() } satisfies Pending);
}

/** Go on with a text that did not reach the service yet; whether there was one. */
export async function resumeScan(): Promise<boolean> {
  const pending = await kept<Pending>(KEY);
  if (!pending) return false;
  if (Date.now() - pending.at > GOOD_FOR_MS) {
    await forget(KEY);
    return false;
  }
  if (route.peek().name !== "scan") go("scan");
  await sendText(pending.text);
  return true;
}

export async function sendText(text: string): Promise<void> {
  if (isSending.peek()) return;
  const place = ownPlace(text, location.origin);
  if (place !== null) {
    location.hash = place;
    return;
  }
  isSending.value = true;
  scanProblem.value = null;
  await keepText(text);
  try {
    const scan = await call("post", "/v1/wallets/{wallet_id}/scans", { path: inWallet(), body: { text } });
    if (!led(scan)) go("scan", scan.scan_id);
    await forget(KEY); // once the address says where it goes on: a page closed between the two would have lost it
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code !== "no-connection" && !GOES_ON.has(problem.status)) await forget(KEY);
    scanProblem.value = { problem, text };
  } finally {
    isSending.value = false;
  }
}

/** Goes to where a scan has led; false while it leads nowhere yet. */
export function led(scan: Scan): boolean {
  if (scan.offer_id) goInstead("offer", scan.offer_id);
  else if (scan.request_id) goInstead("request", scan.request_id);
  else return false;
  return true;
}
