import { expect, test } from "vitest";
import { Problem } from "../src/api/problem";
import { ar } from "../src/i18n/ar";
import { de } from "../src/i18n/de";
import { en } from "../src/i18n/en";
import { fill, isolating } from "../src/i18n/fill";
import { preferred } from "../src/i18n/language";
import { problemWords } from "../src/i18n/problem-words";

type Flat = Map<string, string>;

function flat(tree: object, at = "", found: Flat = new Map()): Flat {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(`${at}${key}`, value);
    else flat(value as object, `${at}${key}.`, found);
  }
  return found;
}

const placeholders = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
const english = flat(en);

test.each([["de", de], ["ar", ar]])("%s has every sentence of the English, none empty, with the same placeholders", (_, words) => {
  const translated = flat(words);
  expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, sentence] of english) {
    expect(translated.get(key)?.trim(), key).toBeTruthy();
    expect(placeholders(translated.get(key) ?? ""), key).toEqual(placeholders(sentence));
  }
});

test("the Arabic is in Arabic letters", () => {
  const latin = [...flat(ar)].filter(([, sentence]) => !/[\u0600-\u06ff]/.test(sentence.replace(/\{\w+\}/g, "")) && /[a-z]/i.test(sentence.replace(/\{\w+\}/g, "")));
  expect(latin).toEqual([]);
});

test("sentences are short enough for a reader of twelve", () => {
  for (const words of [en, de]) {
    for (const [key, text] of flat(words)) {
      for (const sentence of text.split(/[.;:?!](?:\s|$)/)) expect(sentence.split(/\s+/).length, `${key}: ${sentence}`).toBeLessThanOrEqual(20);
    }
  }
});

test("a code without words of ours is told in the service's own English", () => {
  const known = problemWords(new Problem("link-used", 410, "This code has been used.", "Ask."), de);
  expect(known.what).toBe(de.problems["link-used"][0]);
  expect(problemWords(new Problem("brand-new", 400, "What it is.", "What to do."), de)).toEqual({ what: "What it is.", next: "What to do." });
  expect(problemWords(new Problem("http-500", 500), de).what).toBe(de.problems.unexpected[0]);
});

test("what is filled into a sentence of the other direction stays together", () => {
  const words = isolating({ a: "من {name}", b: ["{x}", "y"] });
  expect(fill(words.a, { name: "Salus 7" })).toBe("من \u2068Salus 7\u2069");
  expect(words.b).toEqual(["\u2068{x}\u2069", "y"]);
});

test("the first language that both speak is taken", () => {
  expect(preferred(["fr-FR", "de-AT", "en"])).toBe("de");
  expect(preferred(["ar-EG"])).toBe("ar");
  expect(preferred(["fr"])).toBe("en");
});
