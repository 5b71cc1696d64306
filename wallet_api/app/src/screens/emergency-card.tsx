// The emergency card of the open wallet: what it would show, on or off, its code to print, and who used it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Allergy, EmergencyCard } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { EmergencyUses } from "../components/emergency-uses";
import { Icon } from "../components/icons";
import { Going, Note, ProblemNote } from "../components/notes";
import { Qr } from "../components/qr";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { Sure } from "../components/wide";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { wallet } from "../state/session";
import { verified } from "../state/verified";
import { inWallet } from "../state/wallet";

const CARD = "/v1/wallets/{wallet_id}/emergency-card";
type Asking = "off" | "renew" | null;

export function EmergencyCardScreen(): JSX.Element {
  const { emergency: said, app } = words.value;
  const act = useAct();
  const read = useRead(() => call("get", CARD, { path: inWallet() }), [tick.value]);
  const [asking, setAsking] = useState<Asking>(null);
  const switchOn = (): void => act.run(() => verified(() => call("post", CARD, { path: inWallet() })).then(read.again));
  const switchOff = (): void => act.run(() => call("delete", CARD, { path: inWallet() }).then(read.again));
  const card = read.value;
  const isOwn = wallet.value?.relation === "own";
  return (
    <Screen
      title={isOwn ? said.title : fill(said.cardOf, { name: wallet.value?.label ?? "" })} lead={said.lead} back="more"
      actions={card && !card.is_on && <Button look="main" isBusy={act.isBusy} onClick={switchOn}>{said.on}</Button>}
    >
      <ProblemNote problem={act.problem ?? (card ? null : read.problem)} onAgain={read.again} />
      {!card && !read.problem && <Going>{app.loading}</Going>}
      {card && <Note tone={card.is_on ? "good" : "plain"} icon={card.is_on ? "check" : "lock"}><p><strong>{card.is_on ? said.isOn : said.isOff}</strong></p></Note>}
      {card?.is_on && <Paper card={card} />}
      {card?.is_on && (
        <div class="row">
          <Button onClick={() => print()}>{said.print}</Button>
          <Button isBusy={act.isBusy} onClick={() => setAsking("renew")}>{said.renew}</Button>
          <Button look="danger" isBusy={act.isBusy} onClick={() => setAsking("off")}>{said.off}</Button>
        </div>
      )}
      {asking && (
        <Sure
          title={asking === "off" ? said.off : said.renew} texts={[asking === "off" ? said.offSure : said.renewSure]}
          yes={asking === "off" ? said.off : said.renew} no={app.cancel} onNo={() => setAsking(null)}
          onYes={() => {
            setAsking(null);
            (asking === "off" ? switchOff : switchOn)();
          }}
        />
      )}
      <Shows />
      <EmergencyUses />
      <How />
    </Screen>
  );
}

/** What is printed. */
function Paper({ card }: { card: EmergencyCard }): JSX.Element {
  const { emergency: said } = words.value;
  return (
    <>
      <section class="paper qr-panel" aria-labelledby="emergency-code">
        <h2 id="emergency-code">{said.paper}</h2>
        <Qr text={card.link ?? ""} label={said.code} />
        <p class="secret" dir="ltr"><bdi>{card.code}</bdi></p>
        <p>{said.paperHow}</p>
      </section>
      <p class="soft">{said.carry}</p>
    </>
  );
}

function Shows(): JSX.Element {
  const { emergency: said, app } = words.value;
  const read = useRead(() => call("get", `${CARD}/shown`, { path: inWallet() }), [tick.value]);
  return (
    <section class="panel" aria-labelledby="emergency-shows">
      <h2 id="emergency-shows">{said.shows}</h2>
      <ProblemNote problem={read.value ? null : read.problem} onAgain={read.again} />
      {!read.value && !read.problem && <Going>{app.loading}</Going>}
      {read.value?.allergies.length === 0 && <p>{said.showsNothing}</p>}
      {read.value && read.value.allergies.length > 0 && <dl class="values">{read.value.allergies.map((each) => <Line key={each.name.en} allergy={each} />)}</dl>}
      <p class="soft">{said.only}</p>
    </section>
  );
}

function Line({ allergy }: { allergy: Allergy }): JSX.Element {
  const { emergency: said } = words.value;
  if (allergy.criticality === null) return <div class="alone"><dt>{said.noneKnown}</dt></div>;
  return (
    <div>
      <dt><bdi>{allergy.name[language.value]}</bdi></dt>
      <dd>{fill(said.level, { level: said.levels[allergy.criticality] })}</dd>
    </div>
  );
}

function How(): JSX.Element {
  const { emergency: said } = words.value;
  const points: [Parameters<typeof Icon>[0]["name"], string][] = [["scan", said.howCode], ["badge", said.howWho], ["person", said.howSecond], ["clock", said.howEnd]];
  return (
    <section class="panel" aria-labelledby="emergency-how">
      <h2 id="emergency-how">{said.how}</h2>
      <ul class="points">{points.map(([icon, text]) => <li key={icon}><Icon name={icon} /><span>{text}</span></li>)}</ul>
    </section>
  );
}
