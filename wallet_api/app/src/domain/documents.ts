// What a file is, by what the browser says of it or by its name, and how a document is named and measured.
import type { components } from "../api/schema";
import type { Language } from "../i18n/language";

export type MediaType = components["schemas"]["MediaType"];
export type Category = components["schemas"]["Category"];

export const CATEGORIES: readonly Category[] = ["laboratory", "imaging", "medication", "mental-health", "letter", "other"];
export const MOST_BYTES = 50 * 1024 * 1024;
const MOST_LETTERS = 100;
const BY_ENDING: Record<string, MediaType> = {
  pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", dcm: "application/dicom", txt: "text/plain", json: "application/fhir+json",
};
const ENDINGS: Record<MediaType, string> = {
  "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "application/dicom": "dcm", "text/plain": "txt", "application/fhir+json": "json",
};
/** For the browser's own choice of files. */
export const ACCEPTED = Object.keys(BY_ENDING).map((ending) => `.${ending}`).join(",");

/** Undefined for what cannot be kept. Browsers know neither DICOM nor FHIR: there the name tells. */
export function mediaTypeOf({ name, type }: { name: string; type: string }): MediaType | undefined {
  return Object.hasOwn(ENDINGS, type) ? (type as MediaType) : BY_ENDING[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];
}

/** A name to begin with, from that of the file. */
export function titleOf(name: string): string {
  return name.replace(/\.[^.]*$/, "").replace(/[_\s]+/g, " ").trim().slice(0, MOST_LETTERS);
}

/** For saving it: what no file system takes is left out. */
export function fileName(title: string, type: MediaType): string {
  return `${title.replace(/[\p{C}\s/\\:*?"<>|]+/gu, " ").trim() || "document"}.${ENDINGS[type]}`;
}

export const isPicture = (type: MediaType | null): boolean => type === "image/jpeg" || type === "image/png";
export const isText = (type: MediaType | null): boolean => type === "text/plain" || type === "application/fhir+json";

export function writeSize(bytes: number, language: Language): string {
  const [value, unit] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1000, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const unitDisplay = unit === "byte" ? "long" : "short";
  const form = { style: "unit", unit, unitDisplay, maximumFractionDigits: value < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : language, form).format(value);
}
