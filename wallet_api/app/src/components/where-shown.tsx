// On a card: where it was shown. Read only when it is opened.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import { words } from "../i18n/words";
import { tick } from "../state/events";
import { inWallet } from "../state/wallet";
import { cardName } from "./choices";
import { ShownList } from "./shown";

const OF_CARD = "/v1/wallets/{wallet_id}/credentials/{credential_id}/disclosures";

export function WhereShown({ ids }: { ids: readonly string[] }): JSX.Element {
  const { shown: said } = words.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="older" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{said.ofCard}</summary>
      {isOpen && ids.map((id) => (
        <ShownList
          key={id} read={(after) => call("get", OF_CARD, { path: { ...inWallet(), credential_id: id }, query: { after } })}
          when={[id, tick.value]} none={said.noneOfCard} {...(ids.length > 1 ? { detail: () => cardName(id) } : {})}
        />
      ))}
    </details>
  );
}

