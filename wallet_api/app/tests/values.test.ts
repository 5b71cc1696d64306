import { expect, test } from "vitest";
import type { AttributeDisplay, CardType } from "../src/api/types";
import { readDay, writeDay } from "../src/domain/dates";
import { rowsOf, writeValue } from "../src/domain/values";

const WORDS = { unknown: "not known", noEnd: "no end" };
const SAID = { en: "x", de: "x", ar: "x" };
const shown = (kind: AttributeDisplay["kind"], values: AttributeDisplay["values"] = null): AttributeDisplay => ({ name: "a", kind, label: SAID, values, said_by: null });

test("a date is written as people of the language write it", () => {
  const day = readDay("20240312") as Date;
  expect(writeDay(day, "en")).toBe("12 March 2024");
  expect(writeDay(day, "de")).toBe("12. März 2024");
  expect(writeDay(day, "ar")).toMatch(/12.*2024/);
});

test.each(["20240231", "2024-13-01", "", "20240", "tomorrow"])("%s is no day", (text) => {
  expect(readDay(text)).toBeUndefined();
});

test.each([
  ["19000101", shown("date"), "not known"],
  ["99991231", shown("date"), "no end"],
  ["20260101", shown("date"), "1 January 2026"],
  ["", shown("text"), "not known"],
  ["0", shown("count"), "not known"],
  ["2", shown("count"), "2"],
  ["4", shown("scale", { "4": { en: "high", de: "hoch", ar: "x" } }), "high"],
  ["9", shown("scale", { "4": SAID }), "9"],
  ["food, odd", shown("words", { food: { en: "meal", de: "x", ar: "x" } }), "meal, odd"],
  ["as it is", undefined, "as it is"],
] as [string, AttributeDisplay | undefined, string][])("%s reads %o as %s", (value, display, text) => {
  expect(writeValue(value, display, "en", WORDS)).toBe(text);
});

test("values stand in the order of the type, codes apart, and what no type knows is not lost", () => {
  const type = { attributes: [{ ...shown("text"), name: "b" }, { ...shown("code"), name: "c" }, { ...shown("text"), name: "a" }] } as unknown as CardType;
  const rows = rowsOf({ a: "1", b: "2", c: "3", z_new: "4" }, type, "en", WORDS);
  expect(rows.main.map((row) => row.name)).toEqual(["b", "a", "z_new"]);
  expect(rows.codes.map((row) => row.name)).toEqual(["c"]);
});
