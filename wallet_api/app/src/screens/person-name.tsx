// A name for a wallet: of a new person, or another one for a wallet that there is.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { go, route } from "../state/route";
import { account, choose, look } from "../state/session";

export function AddPerson(): JSX.Element {
  const add = async (label: string): Promise<void> => {
    const made = await call("post", "/v1/wallets", { body: { label, relation: "guardian" } });
    await look();
    await choose(made.wallet_id);
    go("");
  };
  return <Naming title={words.value.people.add} first="" save={add} />;
}

export function Rename(): JSX.Element {
  const id = route.value.id;
  const present = account.value?.wallets.find((each) => each.wallet_id === id)?.label ?? "";
  const rename = async (label: string): Promise<void> => {
    await call("patch", "/v1/wallets/{wallet_id}", { path: { wallet_id: id }, body: { label } });
    await look();
    go("people");
  };
  return <Naming title={words.value.people.rename} first={present} save={rename} />;
}

function Naming({ title, first, save }: { title: string; first: string; save: (label: string) => Promise<void> }): JSX.Element {
  const { people: said } = words.value;
  const { isBusy, problem, run } = useAct();
  const [label, setLabel] = useState(first);
  return (
    <Screen title={title} back="people">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(() => save(label));
        }}
      >
        <div class="field">
          <label for="label">{said.name}</label>
          <input id="label" value={label} maxLength={100} required autocomplete="off" aria-describedby="label-hint" onInput={(event) => setLabel(event.currentTarget.value)} />
          <p id="label-hint" class="soft">{said.nameHint}</p>
        </div>
        <ProblemNote problem={problem} />
        <Button type="submit" look="main" isBusy={isBusy}>{said.save}</Button>
      </form>
    </Screen>
  );
}
