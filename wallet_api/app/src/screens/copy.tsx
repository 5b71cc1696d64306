// Taking a copy of everything along: a passphrase that is drawn here and shown this once, then the file.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { download } from "../api/client";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Copy } from "../components/copy";
import { Going, Note, ProblemNote, Told } from "../components/notes";
import { Screen } from "../components/screen";
import { drawPassphrase } from "../domain/leaving";
import { save } from "../offline/save";
import { language, words } from "../i18n/words";
import { verified } from "../state/verified";

export function TakeCopy(): JSX.Element {
  const { copy: said } = words.value;
  const act = useAct();
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const [isSaved, setSaved] = useState(false);
  const fetchIt = (): void =>
    act.run(async () => {
      save(await verified(() => download("/v1/account/export", { passphrase: passphrase ?? "", language: language.value })));
      setSaved(true);
    });
  return (
    <Screen
      title={said.title} back="more" lead={said.lead}
      actions={
        passphrase === null ? (
          <Button look="main" icon="lock" onClick={() => setPassphrase(drawPassphrase())}>{said.begin}</Button>
        ) : (
          <Button look="main" isBusy={act.isBusy} onClick={fetchIt}>{isSaved ? said.again : said.save}</Button>
        )
      }
    >
      {passphrase === null ? (
        <Note icon="shield"><p>{said.holds}</p><p>{said.locked}</p></Note>
      ) : (
        <section class="paper" aria-labelledby="passphrase">
          <h2 id="passphrase">{said.passphrase}</h2>
          <p class="secret" dir="ltr"><bdi>{passphrase}</bdi></p>
          <p>{said.keep}</p>
          <Copy text={passphrase} />
        </section>
      )}
      {act.isBusy && <Going>{said.making}</Going>}
      <ProblemNote problem={act.problem} />
      {isSaved && <Told tone="good" icon="check"><p>{said.saved}</p><p>{said.open}</p></Told>}
    </Screen>
  );
}
