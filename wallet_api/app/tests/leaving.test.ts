import { expect, test } from "vitest";
import { drawPassphrase, drawReceipt, erasedGroups } from "../src/domain/leaving";

test("a passphrase is long, easy to write down and drawn anew each time", () => {
  const drawn = new Set(Array.from({ length: 50 }, drawPassphrase));
  expect(drawn.size).toBe(50);
  for (const each of drawn) expect(each).toMatch(/^([A-HJKMNP-TV-Z0-9]{4}-){5}[A-HJKMNP-TV-Z0-9]{4}$/);
});

test("a receipt is what the service takes", () => {
  expect(drawReceipt()).toMatch(/^[A-Za-z0-9_-]{22,100}$/);
  expect(drawReceipt()).not.toBe(drawReceipt());
});

test("what was erased is told in the kinds a person knows, and what is new is not left out", () => {
  expect(erasedGroups({ wallets: 1, records: 4, scans: 2, requests: 0, passkeys: 1, devices: 2, brand_new: 3 })).toEqual([["documents", 4], ["wallets", 1], ["keys", 3], ["history", 5]]);
  expect(erasedGroups({})).toEqual([]);
});
