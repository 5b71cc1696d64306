// A way to delete that asks once more.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../i18n/words";
import type { Act } from "./act";
import { Button } from "./button";
import { Sure } from "./wide";

interface Props {
  said: { delete: string; deleteTitle: string; deleteSure: string; deleteYes: string };
  act: Act;
  remove: () => Promise<void>;
}

export function Delete({ said, act, remove }: Props): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  return (
    <section>
      <Button look="danger" isBusy={act.isBusy} onClick={() => setAsking(true)}>{said.delete}</Button>
      {isAsking && (
        <Sure
          title={said.deleteTitle} texts={[said.deleteSure]} yes={said.deleteYes} no={words.value.app.cancel}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            act.run(remove);
          }}
        />
      )}
    </section>
  );
}
