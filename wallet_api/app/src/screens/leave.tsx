// Leaving: deleting one wallet, or the account with everything; what it takes and what stays is said before.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Opening } from "../api/types";
import { type Act, useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { Icon } from "../components/icons";
import { Note, ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { Sure } from "../components/wide";
import { fill, listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { endAccount, endWallet } from "../state/leaving";
import { to } from "../state/route";
import { account } from "../state/session";

export function Leave(): JSX.Element {
  const { leave: said } = words.value;
  const act = useAct();
  const all = account.value?.wallets ?? [];
  const mine = all.filter((each) => each.relation === "own" || !each.is_shared);
  return (
    <Screen title={said.title} back="more" lead={said.lead} actions={<LinkButton icon="lock" href={to("copy")}>{said.copyFirst}</LinkButton>}>
      <Note tone="wait" icon="warn"><p>{said.gone}</p></Note>
      <p>{said.byLaw}</p>
      <ProblemNote problem={act.problem} />
      <ul class="plain-list">{mine.map((each) => <li key={each.wallet_id}><OneWallet opening={each} act={act} /></li>)}</ul>
      <Everything onlyMine={mine.filter((each) => each.relation === "guardian")} act={act} />
    </Screen>
  );
}

function OneWallet({ opening, act }: { opening: Opening; act: Act }): JSX.Element {
  const { leave: said } = words.value;
  return (
    <section class="panel">
      <h2><Icon name="card" /><bdi>{fill(said.wallet, { name: opening.label })}</bdi></h2>
      <p>{said.walletLead}</p>
      <Asking act={act} what={said.walletDelete} title={fill(said.walletSure, { name: opening.label })} texts={[said.forEver]} end={() => endWallet(opening.wallet_id)} />
    </section>
  );
}

function Everything({ onlyMine, act }: { onlyMine: readonly Opening[]; act: Act }): JSX.Element {
  const { leave: said } = words.value;
  const names = listed(onlyMine.map((each) => each.label), language.value);
  const texts = onlyMine.length ? [fill(said.dependants, { names }), said.forEver] : [said.forEver];
  return (
    <section class="panel">
      <h2><Icon name="person" />{said.account}</h2>
      <p>{said.accountLead}</p>
      <Asking act={act} what={said.accountDelete} title={said.accountSure} texts={texts} end={() => endAccount(onlyMine.length > 0)} />
    </section>
  );
}

interface AskingProps {
  act: Act;
  what: string;
  title: string;
  texts: readonly string[];
  end: () => Promise<void>;
}

function Asking({ act, what, title, texts, end }: AskingProps): JSX.Element {
  const { leave: said, app } = words.value;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button look="danger" isBusy={act.isBusy} onClick={() => setAsking(true)}>{what}</Button>
      {isAsking && (
        <Sure
          title={title} texts={texts} yes={said.yes} no={app.cancel} onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            act.run(end);
          }}
        />
      )}
    </>
  );
}
