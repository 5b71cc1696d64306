// One value of a card in words: a date as a date, a number of a scale as what it means.
import type { AttributeDisplay, CardType } from "../api/types";
import { listed } from "../i18n/fill";
import type { Language } from "../i18n/language";
import { NEVER, readDay, UNKNOWN, writeDay } from "./dates";

export interface ShortWords {
  unknown: string;
  noEnd: string;
}

export function writeValue(value: string, display: AttributeDisplay | undefined, language: Language, words: ShortWords): string {
  if (value === "") return words.unknown;
  switch (display?.kind) {
    case "date":
      return writeDate(value, language, words);
    case "count":
      return value === "0" ? words.unknown : value;
    case "scale":
      return display.values?.[value]?.[language] ?? value;
    case "words":
      return listed(value.split(",").map((part) => display.values?.[part.trim()]?.[language] ?? part.trim()), language);
    default:
      return value;
  }
}

function writeDate(value: string, language: Language, words: ShortWords): string {
  if (value === UNKNOWN) return words.unknown;
  if (value === NEVER) return words.noEnd;
  const day = readDay(value);
  return day ? writeDay(day, language) : value;
}

/** The type's display of an attribute, or of any type that has one of this name. */
export function displayOf(name: string, types: readonly CardType[], type?: string | null): AttributeDisplay | undefined {
  const own = types.filter((each) => each.name === type);
  for (const each of [...own, ...types]) {
    const found = each.attributes.find((attribute) => attribute.name === name);
    if (found) return found;
  }
  return undefined;
}

export function labelOf(name: string, types: readonly CardType[], language: Language, type?: string | null): string {
  return displayOf(name, types, type)?.label[language] ?? name.replace(/_dateint$/, "").replace(/_/g, " ");
}

export type Row = { name: string; label: string; value: string };

/** A card's values in the order of its type; codes apart, since they say nothing to a person. */
export function rowsOf(
  attributes: Record<string, string>, type: CardType | undefined, language: Language, words: ShortWords,
): { main: Row[]; codes: Row[] } {
  const known = type?.attributes ?? [];
  const others = Object.keys(attributes).filter((name) => !known.some((each) => each.name === name)).sort();
  const rows = [...known.map((each) => each.name), ...others]
    .filter((name) => name in attributes)
    .map((name) => {
      const display = known.find((each) => each.name === name);
      const label = display?.label[language] ?? name.replace(/_/g, " ");
      return { name, label, value: writeValue(attributes[name] ?? "", display, language, words), isCode: display?.kind === "code" };
    });
  return { main: rows.filter((row) => !row.isCode), codes: rows.filter((row) => row.isCode) };
}
