import { expect, test } from "vitest";
import type { Asker, Consent } from "../src/api/types";
import { durations, howLong, phaseOf, reasonOf, roleOf, saidOf, shownBy, timeLeft } from "../src/domain/consents";
import { en } from "../src/i18n/en";

const said = en.consent;
const END = "2026-03-31T09:00:00Z";
const consent = (state: Consent["state"], changed: Partial<Consent> = {}): Consent =>
  ({ state, answer_by: END, ends_at: END, ...changed }) as Consent;
const before = (ms: number): Date => new Date(Date.parse(END) - ms);

test("what has ended since it was read is over, at the very moment", () => {
  expect(phaseOf(consent("granted"), before(1))).toBe("now");
  expect(phaseOf(consent("amended"), before(1))).toBe("now");
  expect(phaseOf(consent("granted"), before(0))).toBe("over");
  expect(phaseOf(consent("requested"), before(1))).toBe("waiting");
  expect(phaseOf(consent("requested"), before(0))).toBe("over");
  for (const state of ["denied", "withdrawn", "superseded", "expired"] as const) expect(phaseOf(consent(state), before(1))).toBe("over");
});

test.each([
  [30 * 24 * 60 * 60_000, "30 days"], [2 * 24 * 60 * 60_000 - 1, "1 day"], [24 * 60 * 60_000 - 1, "23 hours"], [119 * 60_000, "119 minutes"],
  [119_999, "less than two minutes"], [-5, "less than two minutes"],
])("of %d ms no more is said to be left than there is: %s", (ms, text) => {
  expect(timeLeft(END, before(ms), said)).toBe(text);
});

test("what was asked for is among the times to choose from, the shortest first", () => {
  expect(durations(14)).toEqual([null, 7, 14, 30, 90]);
  expect(durations(30)).toEqual([null, 7, 30, 90]);
  expect(durations(null).map((days) => howLong(days, said))).toEqual(["Just this visit (12 hours)", "7 days", "30 days", "90 days"]);
});

test("who asks to put something in is not told of as who asks to look", () => {
  expect(saidOf({ action: "access" }, said).asks).toBe(said.asks);
  const put = saidOf({ action: "collect" }, said);
  expect([put.asks, put.share, put.states.granted]).toEqual([said.put.asks, "Allow it", "allowed"]);
  expect(put.purposes).toBe(said.purposes);
});

test("a role or a reason that the app has no words for is told all the same", () => {
  expect(roleOf("2212", said)).toBe("specialist doctor");
  expect(roleOf("5151", said)).toBe("another job (5151)");
  expect(reasonOf("expired", said)).toBe("The time was over.");
  expect(reasonOf("brand-new", said)).toBe("It was refused.");
});

test("a role is said to be shown by a licence only where one was, and else to be the word of the place", () => {
  const clinic = { organisation_id: "heart", name: "Heart Clinic" };
  const asker = { organisation: clinic, organisation_id: "heart", licensed_by: null } as Asker;
  expect(shownBy({ ...asker, licensed_by: { organisation_id: "board", name: "Medical Board" } }, said)).toBe("They showed a licence of Medical Board for this.");
  expect(shownBy(asker, said)).toBe("Heart Clinic says so. They showed no licence.");
  expect(shownBy({ ...asker, organisation: null }, said)).toBe("heart says so. They showed no licence.");
  expect(reasonOf("no-licence", said)).toBe("They showed no licence, and this needs one.");
});
