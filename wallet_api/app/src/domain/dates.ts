// Dates as people write them. A dateint is YYYYMMDD; issuers write an unknown end as 19000101 and none as 99991231.
import type { Language } from "../i18n/language";

const LOCALES: Record<Language, string> = { en: "en-GB", de: "de-DE", ar: "ar-u-nu-latn-ca-gregory" };
export const UNKNOWN = "19000101";
export const NEVER = "99991231";

/** `2024-03-12` or `20240312`; undefined for anything that is no day of the calendar. */
export function readDay(value: string): Date | undefined {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(value);
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}

export function writeDay(date: Date, language: Language): string {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(LOCALES[language], form).format(date);
}

/** A moment (ISO 8601) in the phone's own time. */
export function writeMoment(moment: string, language: Language): string {
  const form = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(LOCALES[language], form).format(new Date(moment));
}
