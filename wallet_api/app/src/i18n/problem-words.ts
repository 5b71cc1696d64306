// What happened and what to do, in the reader's language; the service's own English where the app has no words for it.
import type { Problem } from "../api/problem";
import type { Words } from "./en";

export function problemWords(problem: Problem, words: Words): { what: string; next: string } {
  const known = (words.problems as Record<string, [string, string]>)[problem.code];
  if (known) return { what: known[0], next: known[1] };
  const [what, next] = words.problems.unexpected;
  return { what: problem.detail || what, next: problem.nextStep || next };
}
