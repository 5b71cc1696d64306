// A warning that stays: the service's log is not the one that this phone saw before.
import type { JSX } from "preact";
import { save } from "../offline/save";
import { words } from "../i18n/words";
import { brokenLog } from "../state/log";
import { Button } from "./button";
import { Note } from "./notes";

export function BrokenLog(): JSX.Element | null {
  const { happened: said } = words.value;
  const broken = brokenLog.value;
  if (!broken) return null;
  const both = (): void => save({ name: "log.json", content: new Blob([JSON.stringify(broken, null, 1)], { type: "application/json" }) });
  return (
    <div role="alert">
      <Note tone="bad" icon="warn">
        <p><strong>{said.broken}</strong></p>
        <p>{said.brokenNext}</p>
        <Button onClick={both}>{said.brokenSave}</Button>
      </Note>
    </div>
  );
}
