import { expect, test } from "vitest";
import { mending, type Subscribed } from "../src/domain/notes";

const present = { address: "https://push.example/1", key: "k1" };
const well: Subscribed = { sent: present.address, isKnown: true, present, serverKey: "k1" };

test("a subscription that is as it was is left alone", () => {
  expect(mending(well)).toBe("none");
});

test("one that nobody turned on is not made, nor one for a service that sends none", () => {
  expect(mending({ ...well, sent: undefined, isKnown: false, present: null })).toBe("none");
  expect(mending({ ...well, serverKey: null })).toBe("none");
});

test("one that the browser ended, or that is for a key of before, is made anew", () => {
  expect(mending({ ...well, present: null })).toBe("subscribe");
  expect(mending({ ...well, serverKey: "k2" })).toBe("subscribe");
});

test("one that the browser changed, that the service gave up, or that was sent before the phone took note of it is sent", () => {
  expect(mending({ ...well, present: { ...present, address: "https://push.example/2" } })).toBe("send");
  expect(mending({ ...well, isKnown: false })).toBe("send");
  expect(mending({ ...well, sent: undefined })).toBe("send");
});
