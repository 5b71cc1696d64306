import { expect, test, vi } from "vitest";
import { filled } from "../src/api/client";
import { bytes, text } from "../src/api/passkeys";
import { foreignKind } from "../src/domain/foreign";
import { kept } from "../src/offline/kept";
import { ownPlace, readHash, textInHash, to } from "../src/state/route";
import { sendText } from "../src/state/scanning";

test.each([
  ["https://example.org/menu", "webPage"],
  ["shc:/5676290952432060346", "healthCard"],
  ["https://spec.smarthealth.cards/examples#shc:/567", "healthCard"],
  ["HC1:NCF", "covidCertificate"],
  ["otpauth://totp/x", "signInCode"],
  ["BCD\r\n002\r\n1", "payment"],
  ["BEGIN:VCARD\nVERSION:3.0", "contact"],
  ["WIFI:T:WPA;S:x;;", "network"],
  ["  ", "empty"],
  ["4006381333931", "unknown"],
])("%s is named as %s", (scanned, kind) => {
  expect(foreignKind(scanned)).toBe(kind);
});

test("a link that is opened directly gives its text, also from the page of a code", () => {
  const link = "https://clinic.example/q/abc?x=1&y=2#z";
  expect(textInHash(`#/scan?text=${encodeURIComponent(link)}`)).toBe(link);
  expect(textInHash(`#link=${encodeURIComponent(link)}`)).toBe(link);
  expect(textInHash("#/scan?text=%E0%A4%A")).toBe("%E0%A4%A");
  for (const other of ["", "#/scan", "#/card/x", "#/scan?text="]) expect(textInHash(other)).toBeNull();
});

test("a link of the app itself is a place in it, and no other link is", () => {
  expect(ownPlace(" https://wallet.example/#/take-over/abc", "https://wallet.example")).toBe("#/take-over/abc");
  for (const other of ["https://wallet.example.org/#/x", "https://wallet.example/q/x", "x"]) expect(ownPlace(other, "https://wallet.example")).toBeNull();
});

test("an address and the place in the app are the same thing", () => {
  expect(readHash(to("card", "a/b c"))).toEqual({ name: "card", id: "a/b c" });
  expect(readHash("")).toEqual({ name: "", id: "" });
  expect(readHash("#/")).toEqual({ name: "", id: "" });
});

test("values in a path are encoded", () => {
  expect(filled("/v1/wallets/{wallet_id}/offers/{offer_id}", { wallet_id: "a/b", offer_id: "?" })).toBe("/v1/wallets/a%2Fb/offers/%3F");
});

test("bytes are written as WebAuthn writes them", () => {
  const all = Uint8Array.from({ length: 256 }, (_, value) => value);
  expect(text(all.buffer)).not.toMatch(/[+/=]/);
  expect(bytes(text(all.buffer))).toEqual(all);
});

test("a text is kept until the address says where its scan goes on", async () => {
  const keptAtEachStep: Promise<unknown>[] = [];
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ scan_id: "s1", offer_id: null, request_id: null })));
  vi.stubGlobal("location", {
    origin: "https://wallet.example",
    set hash(place: string) {
      keptAtEachStep.push(kept("pending-scan").then((pending) => [place, pending]));
    },
  });
  await sendText("https://clinic.example/q/abc");
  expect(await Promise.all(keptAtEachStep)).toEqual([["#/scan/s1", expect.objectContaining({ text: "https://clinic.example/q/abc" })]]);
  expect(await kept("pending-scan")).toBeUndefined();
  vi.unstubAllGlobals();
});
