// Whether this phone is told of news while the app is closed.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, Note, ProblemNote, Told } from "../components/notes";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { notify, notifying, type Notifying, stopNotifying } from "../state/push";

export function Notes(): JSX.Element {
  const { notes: said, app } = words.value;
  const act = useAct();
  const [state, setState] = useState<Notifying | null>(null);
  const read = (): void => act.run(async () => setState(await notifying()));
  useEffect(read, []);
  const change = (what: () => Promise<Notifying>): void => act.run(async () => setState(await what()));
  return (
    <Screen
      title={said.title} back="more" lead={said.lead}
      actions={
        <>
          {state === "off" && <Button look="main" isBusy={act.isBusy} onClick={() => change(notify)}>{said.on}</Button>}
          {state === "on" && <Button isBusy={act.isBusy} onClick={() => change(stopNotifying)}>{said.off}</Button>}
        </>
      }
    >
      <ProblemNote problem={act.problem} onAgain={read} />
      {state === null && !act.problem && <Going>{app.loading}</Going>}
      {state === "on" && <Told tone="good" icon="check"><p>{said.isOn}</p></Told>}
      {state !== null && state !== "on" && state !== "off" && <Note tone="wait" icon="warn"><p>{said[state]}</p></Note>}
      <p class="soft">{said.private}</p>
    </Screen>
  );
}
