import type { Language } from "./language";

/** The sentence with `{name}` replaced. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Names in a row, with the language's own comma. */
export function listed(names: readonly string[], language: Language): string {
  return names.join(language === "ar" ? "، " : ", ");
}

/** Keeps what stands in a sentence of the other direction together (Unicode, first strong isolate). */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** All of a dictionary's sentences, with what is filled in kept together. */
export function isolating<T>(tree: T): T {
  if (typeof tree === "string") return tree.replace(/\{\w+\}/g, isolated) as T;
  if (Array.isArray(tree)) return tree.map((each) => isolating(each)) as T;
  return Object.fromEntries(Object.entries(tree as object).map(([key, value]) => [key, isolating(value)])) as T;
}
