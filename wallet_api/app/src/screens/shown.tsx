// Everything that was shown of the cards of this wallet.
import type { JSX } from "preact";
import { call } from "../api/client";
import { cardName } from "../components/choices";
import { Screen } from "../components/screen";
import { ShownList } from "../components/shown";
import { words } from "../i18n/words";
import { tick } from "../state/events";
import { inWallet } from "../state/wallet";

export function Shown(): JSX.Element {
  const { shown: said } = words.value;
  return (
    <Screen title={said.title} back="activity" lead={said.lead}>
      <ShownList
        read={(after) => call("get", "/v1/wallets/{wallet_id}/disclosures", { path: inWallet(), query: { after } })} when={[tick.value]}
        none={said.none} detail={(each) => cardName(each.credential_id) || said.deleted}
      />
    </Screen>
  );
}
