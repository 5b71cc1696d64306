// What is only proved, as a sentence of the app's own in every language.
import type { CardType, Group, Proved } from "../api/types";
import type { Language } from "../i18n/language";
import { fill } from "../i18n/fill";
import { readDay, writeDay } from "./dates";
import { displayOf, labelOf } from "./values";

export interface ProofWords {
  onOrAfter: string;
  onOrBefore: string;
  after: string;
  before: string;
  atLeast: string;
  atMost: string;
  moreThan: string;
  lessThan: string;
  oneOf: string;
  or: string;
}

const DAYS = { ">=": "onOrAfter", "<=": "onOrBefore", ">": "after", "<": "before" } as const;
const NUMBERS = { ">=": "atLeast", "<=": "atMost", ">": "moreThan", "<": "lessThan" } as const;

/** "Day of the vaccination: 22 November 2016 or later"; of a scale, what its values in question mean. */
export function proofSentence(proved: Proved, types: readonly CardType[], language: Language, words: ProofWords): string {
  const label = labelOf(proved.attribute, types, language);
  const display = displayOf(proved.attribute, types);
  const comparison = proved.comparison as keyof typeof DAYS;
  const day = proved.attribute.endsWith("_dateint") ? readDay(String(proved.value)) : undefined;
  if (day) return fill(words[DAYS[comparison]], { label, value: writeDay(day, language) });
  if (display?.values) {
    const meant = Object.entries(display.values).filter(([value]) => holds(Number(value), comparison, proved.value));
    if (meant.length) return fill(words.oneOf, { label, value: meant.map(([, said]) => said[language]).join(words.or) });
  }
  return fill(words[NUMBERS[comparison]], { label, value: String(proved.value) });
}

function holds(value: number, comparison: keyof typeof DAYS, bound: number): boolean {
  switch (comparison) {
    case ">=":
      return value >= bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case "<":
      return value < bound;
  }
}

/** The type of card that a group asks for, told by its attributes; undefined if none has them all. */
export function typeAsked(group: Group, types: readonly CardType[]): CardType | undefined {
  const asked = [...group.revealed, ...group.proved];
  return types.find((type) => asked.every((name) => type.attributes.some((attribute) => attribute.name === name)));
}
