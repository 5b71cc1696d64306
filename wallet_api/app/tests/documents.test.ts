import { expect, test } from "vitest";
import { ACCEPTED, CATEGORIES, fileName, isPicture, isText, mediaTypeOf, titleOf, writeSize } from "../src/domain/documents";
import { ar } from "../src/i18n/ar";
import { de } from "../src/i18n/de";
import { en } from "../src/i18n/en";

test.each([
  ["scan.pdf", "application/pdf", "application/pdf"],
  ["photo", "image/jpeg", "image/jpeg"],
  ["XRAY.DCM", "", "application/dicom"],
  ["blood.json", "application/json", "application/fhir+json"],
  ["notes.txt", "text/plain", "text/plain"],
  ["page.html", "text/html", undefined],
  ["movie", "", undefined],
  ["constructor", "constructor", undefined],
])("%s, called %s by the browser, is %s", (name, type, kept) => expect(mediaTypeOf({ name, type })).toBe(kept));

test("a document is named after its file, until somebody names it otherwise", () => {
  expect(titleOf("Blood_test  2026.03.pdf")).toBe("Blood test 2026.03");
  expect(titleOf("x".repeat(300) + ".png")).toHaveLength(100);
  expect(titleOf(".pdf")).toBe("");
});

test("it is saved under its title, without what a file system refuses", () => {
  expect(fileName("Letter: Dr A/B", "application/pdf")).toBe("Letter Dr A B.pdf");
  expect(fileName("../..", "image/jpeg")).toBe(".. ...jpg");
  expect(fileName("???", "text/plain")).toBe("document.txt");
});

test("its size is written as people say it", () => {
  expect([writeSize(7, "en"), writeSize(48_213, "de"), writeSize(52_428_800, "en"), writeSize(1_500_000, "de")]).toEqual(["7 bytes", "48 kB", "52 MB", "1,5 MB"]);
  expect(writeSize(48_213, "ar")).toContain("48");
});

test("every kind has a word in every language, and every ending may be chosen", () => {
  for (const words of [en, de, ar]) expect(Object.keys(words.documents.kinds).sort()).toEqual([...CATEGORIES].sort());
  expect(ACCEPTED.split(",")).toContain(".dcm");
});

test("pictures and texts can be looked at here, all else is saved", () => {
  expect([isPicture("image/png"), isPicture("application/pdf"), isText("application/fhir+json"), isText(null)]).toEqual([true, false, true, false]);
});
