// The start of the app without a connection.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keep } from "../src/offline/kept";
import { account, phase, startSession, walletId } from "../src/state/session";

const KNOWN = { wallets: [{ wallet_id: "w1", relation: "own" }] };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  phase.value = "starting";
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows what was last known as soon as the first call has failed, while it is tried again", async () => {
  await keep("account", KNOWN);
  void startSession();
  await vi.advanceTimersByTimeAsync(0);
  expect([phase.value, walletId.value, account.value]).toEqual(["offline", "w1", KNOWN]);
});
