import type { JSX } from "preact";
import { Icon } from "../components/icons";
import { Screen } from "../components/screen";
import { type Language, LANGUAGES, NAMES } from "../i18n/language";
import { chooseLanguage, language, words } from "../i18n/words";

/** `beside`: in one row, for where it is not what the screen is about. */
export function LanguageChoice({ beside }: { beside?: boolean }): JSX.Element {
  return (
    <fieldset class={beside ? "languages beside" : "languages"}>
      <legend class={beside ? "aside" : undefined}><Icon name="globe" />{words.value.language.title}</legend>
      {LANGUAGES.map((each: Language) => (
        <label key={each} lang={each}>
          <input type="radio" name="language" checked={language.value === each} onChange={() => chooseLanguage(each)} />
          {NAMES[each]}
        </label>
      ))}
    </fieldset>
  );
}

export function LanguageScreen(): JSX.Element {
  return (
    <Screen title={words.value.language.title} back="more">
      <LanguageChoice />
    </Screen>
  );
}
