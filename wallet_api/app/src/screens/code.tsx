// The recovery code, shown this once, to be printed or written down.
import type { JSX } from "preact";
import { Button } from "../components/button";
import { Screen } from "../components/screen";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { putCodeAway, recoveryCode } from "../state/session";

export function Code(): JSX.Element {
  const said = words.value.code;
  const now = new Date().toISOString();
  return (
    <Screen
      title={said.title} lead={said.lead}
      actions={
        <>
          <Button look="main" onClick={() => void putCodeAway(true)}>{said.away}</Button>
          <Button onClick={() => print()}>{said.print}</Button>
        </>
      }
    >
      <section class="paper" aria-labelledby="code-label">
        <h2 id="code-label">{said.label}</h2>
        <p class="secret" dir="ltr"><bdi>{recoveryCode.value}</bdi></p>
        <p>{said.paper}</p>
        <p>{fill(said.address, { address: location.host })}</p>
        <p class="soft">{fill(said.made, { date: writeMoment(now, language.value) })}</p>
      </section>
    </Screen>
  );
}
