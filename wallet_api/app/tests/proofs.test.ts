import { expect, test } from "vitest";
import type { CardType, Group, Proved } from "../src/api/types";
import { proofSentence, typeAsked } from "../src/domain/proofs";
import { ar } from "../src/i18n/ar";
import { de } from "../src/i18n/de";
import { en } from "../src/i18n/en";

const said = (text: string) => ({ en: text, de: text, ar: text });
const TYPES = [
  { name: "allergy_list", label: said("List"), issued_by: said("doctor"), attributes: [
    { name: "st_latex", kind: "scale", label: said("Latex"), values: { "0": said("none known"), "1": said("not checked"), "2": said("intolerance"), "3": said("allergy") } },
  ] },
  { name: "vaccination", label: said("Jab"), issued_by: said("clinic"), attributes: ["occurrence_dateint", "dose_number", "target_disease"].map((name) => ({ name, kind: "text", label: said(name), values: null })) },
] as unknown as CardType[];
const words = (language: typeof en) => ({ ...language.request, or: language.app.or });
const proved = (attribute: string, comparison: string, value: number): Proved => ({ attribute, comparison, value, sentence: "", given_away: false });

test("a bound on a day is a date in the reader's language", () => {
  const asked = proved("occurrence_dateint", ">=", 20161122);
  expect(proofSentence(asked, TYPES, "en", words(en))).toBe("occurrence_dateint: 22 November 2016 or later");
  expect(proofSentence(asked, TYPES, "de", words(de as typeof en))).toBe("occurrence_dateint: 22. November 2016 oder später");
  expect(proofSentence(asked, TYPES, "ar", words(ar as typeof en))).toContain("أو بعده");
});

test("a bound on a scale says what its values mean", () => {
  expect(proofSentence(proved("st_latex", "<=", 0), TYPES, "en", words(en))).toBe("Latex: none known");
  expect(proofSentence(proved("st_latex", "<=", 2), TYPES, "en", words(en))).toBe("Latex: none known or not checked or intolerance");
  expect(proofSentence(proved("st_latex", ">", 2), TYPES, "en", words(en))).toBe("Latex: allergy");
});

test("any other bound, also on an attribute that nobody knows, is a number", () => {
  expect(proofSentence(proved("dose_number", ">=", 2), TYPES, "en", words(en))).toBe("dose_number: 2 or more");
  expect(proofSentence(proved("shoe_size", "<", 40), TYPES, "en", words(en))).toBe("shoe size: less than 40");
});

const group = (revealed: string[], asked: string[] = []): Group => ({ revealed, proved: asked, candidates: [], shortfall: null, issuers: [] });
test("the kind of card that is asked for is told by its attributes", () => {
  expect(typeAsked(group(["target_disease"], ["dose_number"]), TYPES)?.name).toBe("vaccination");
  expect(typeAsked(group(["target_disease", "st_latex"]), TYPES)).toBeUndefined();
});
