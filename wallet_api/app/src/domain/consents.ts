// What is to be said of a consent: whether it waits, holds or is over, how long it goes on, who asks.
import type { Asker, Consent } from "../api/types";
import type { Words } from "../i18n/en";
import { fill } from "../i18n/fill";

export type Said = Words["consent"];
/** The words for what is asked: to look, or to put something in. */
export function saidOf(of: Pick<Consent, "action"> | null, said: Said): Said {
  return of?.action === "collect" ? { ...said, ...said.put } : said;
}

export type Phase = "waiting" | "now" | "over";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** As the service told it; what has ended since is over, whatever it told. */
export function phaseOf(consent: Consent, now: Date): Phase {
  const isPast = (moment: string | null): boolean => moment !== null && Date.parse(moment) <= now.getTime();
  if (consent.state === "requested") return isPast(consent.answer_by) ? "over" : "waiting";
  const holds = consent.state === "granted" || consent.state === "amended";
  return holds && !isPast(consent.ends_at) ? "now" : "over";
}

/** Whole days, hours or minutes, of two or more: never more than there is. */
export function timeLeft(endsAt: string, now: Date, said: Said): string {
  const left = Math.max(0, Date.parse(endsAt) - now.getTime());
  if (left >= 2 * DAY_MS) return fill(said.leftDays, { count: String(Math.floor(left / DAY_MS)) });
  if (left >= DAY_MS) return said.leftDay;
  if (left >= 2 * HOUR_MS) return fill(said.leftHours, { count: String(Math.floor(left / HOUR_MS)) });
  if (left < 2 * MINUTE_MS) return said.leftSoon;
  return fill(said.leftMinutes, { count: String(Math.floor(left / MINUTE_MS)) });
}

/** `null`: just this visit. */
export function howLong(days: number | null, said: Said): string {
  if (days === null) return said.visit;
  return days === 1 ? said.day : fill(said.days, { count: String(days) });
}

/** What a patient can choose from, the shortest first; what was asked is among it. */
export function durations(askedDays: number | null): readonly (number | null)[] {
  const days = new Set([7, 30, 90, ...(askedDays === null ? [] : [askedDays])]);
  return [null, ...[...days].sort((a, b) => a - b)];
}

export function roleOf(code: string, said: Said): string {
  const known = said.roles as Record<string, string>;
  return (code !== "other" && known[code]) || fill(said.roles.other, { code });
}

/** What their role rests on: a licence that somebody gave them, or the word of where they work. */
export function shownBy(asker: Asker, said: Said): string {
  if (asker.licensed_by) return fill(said.licensed, { name: asker.licensed_by.name });
  return fill(said.onlyWord, { name: asker.organisation?.name ?? asker.organisation_id });
}

/** A person, and where they work. */
export function askerName(asker: Asker): string {
  return `${asker.name} (${asker.organisation?.name ?? asker.organisation_id})`;
}

export function reasonOf(reason: string | null, said: Said): string {
  return (said.reasons as Record<string, string>)[reason ?? "other"] ?? said.reasons.other;
}
