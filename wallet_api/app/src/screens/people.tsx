// Whose wallets one may open: one's own, and those of people whom one cares for.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Opening } from "../api/types";
import { useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { Icon } from "../components/icons";
import { ProblemNote, Told } from "../components/notes";
import { Screen } from "../components/screen";
import { Sure } from "../components/wide";
import { words } from "../i18n/words";
import { go, to } from "../state/route";
import { account, choose, look, walletId } from "../state/session";
import { verified } from "../state/verified";

export function People(): JSX.Element {
  const { people: said } = words.value;
  return (
    <Screen title={said.title} back="more" lead={said.lead} actions={<LinkButton look="main" icon="person" href={to("add-person")}>{said.add}</LinkButton>}>
      <ul class="plain-list">
        {(account.value?.wallets ?? []).map((each) => <li key={each.wallet_id}><Person opening={each} /></li>)}
      </ul>
    </Screen>
  );
}

function Person({ opening }: { opening: Opening }): JSX.Element {
  const { people: said, app } = words.value;
  const { isBusy, problem, run } = useAct();
  const [isAsking, setAsking] = useState(false);
  const [isEnded, setEnded] = useState(false);
  const isOpen = opening.wallet_id === walletId.value;
  const isGuardian = opening.relation === "guardian";
  const end = (): void =>
    run(async () => {
      await verified(() => call("post", "/v1/wallets/{wallet_id}/guardian/end", { path: { wallet_id: opening.wallet_id } }));
      setEnded(true);
      await look();
    });
  return (
    <section class="panel person">
      <h2><Icon name="person" /><bdi>{opening.label}</bdi></h2>
      <p class="soft">{isGuardian ? said.guardian : said.own}</p>
      {isEnded && <Told tone="good" icon="check"><p>{said.ended}</p></Told>}
      <ProblemNote problem={problem} />
      <div class="row">
        {isOpen ? <span class="chip valid"><Icon name="check" />{said.opened}</span> : <Button onClick={() => void choose(opening.wallet_id).then(() => go(""))}>{said.open}</Button>}
        <LinkButton look="quiet" href={to("rename", opening.wallet_id)}>{said.rename}</LinkButton>
        {isGuardian && !opening.is_shared && <LinkButton look="quiet" href={to("hand-over", opening.wallet_id)}>{said.handOver}</LinkButton>}
        {opening.is_shared && <Button look="quiet" isBusy={isBusy} onClick={() => setAsking(true)}>{isGuardian ? said.end : said.endGuardian}</Button>}
      </div>
      {isAsking && (
        <Sure
          title={isGuardian ? said.end : said.endGuardian} texts={[said.endSure]} yes={app.yes} no={app.no} onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            end();
          }}
        />
      )}
    </section>
  );
}
