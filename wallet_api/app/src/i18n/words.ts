// The words of the chosen language, and the page's own language and direction.
import { computed, effect, signal } from "@preact/signals";
import { ar } from "./ar";
import { de } from "./de";
import { en, type Words } from "./en";
import { isolating } from "./fill";
import { isRightToLeft, type Language, LANGUAGES, preferred } from "./language";

const KEY = "salus-language";
const DICTIONARIES: Record<Language, Words> = { en, de, ar: isolating(ar) };

export const language = signal<Language>(first());
export const words = computed<Words>(() => DICTIONARIES[language.value]);

/** Tells the page, and follows a choice that was made in another tab. */
export function startLanguage(): void {
  window.addEventListener("storage", (event) => {
    const chosen = LANGUAGES.find((each) => event.key === KEY && each === event.newValue);
    if (chosen) language.value = chosen;
  });
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = isRightToLeft(language.value) ? "rtl" : "ltr";
  });
}

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // kept for this visit only: the browser keeps nothing for this page
  }
}

function first(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // as above
  }
  return LANGUAGES.find((each) => each === kept) ?? preferred(globalThis.navigator?.languages ?? ["en"]);
}
