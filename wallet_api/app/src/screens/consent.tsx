// One request for consent: who, why, what, how long, and the answer. Once given: the time left, and the way to end it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { ConsentShown } from "../api/types";
import { type Act, useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, Note, ProblemNote } from "../components/notes";
import { useNow } from "../components/now";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { ChooseTerms, itemName, type Terms } from "../components/terms";
import { Uses } from "../components/uses";
import { Who } from "../components/who";
import { Sure } from "../components/wide";
import { phaseOf, roleOf, type Said, saidOf, shownBy, timeLeft } from "../domain/consents";
import { writeMoment } from "../domain/dates";
import { fill, listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { route } from "../state/route";
import { verified } from "../state/verified";
import { inWallet, reload } from "../state/wallet";
import { Never } from "./consent-never";

const ONE = "/v1/wallets/{wallet_id}/consents/{consent_id}";

export function Consent(): JSX.Element {
  const { app } = words.value;
  const path = { ...inWallet(), consent_id: route.value.id };
  const read = useRead(() => call("get", ONE, { path }), [route.value.id, tick.value]);
  const act = useAct();
  const [changed, setTerms] = useState<Terms | null>(null);
  const [isChanging, setChanging] = useState(false);
  const shown = read.value;
  const said = saidOf(shown, words.value.consent);
  const now = useNow();
  const phase = shown && phaseOf(shown, now);
  const terms = changed ?? { items: shown?.items ?? [], days: shown?.asked_days ?? null };
  const answer = (what: () => Promise<unknown>): void =>
    act.run(async () => {
      await what();
      setChanging(false);
      setTerms(null);
      read.again();
      await reload();
    });
  const body = { items: [...terms.items], days: terms.days };
  const grant = (): void => answer(() => verified(() => call("post", `${ONE}/grant`, { path, body })));
  const amend = (): void => answer(() => verified(() => call("post", `${ONE}/amend`, { path, body })));
  const deny = (): void => answer(() => call("post", `${ONE}/deny`, { path }));
  const withdraw = (): void => answer(() => call("post", `${ONE}/withdraw`, { path }));
  const isForm = phase === "waiting" || (phase === "now" && isChanging);
  return (
    <Screen
      title={phase === "now" ? said.shared : phase === "over" ? said.overTitle : said.asksTitle} back="consents"
      actions={shown && phase !== "over" && <Answers said={said} phase={phase} isChanging={isChanging} act={act} on={{ grant, amend, deny, withdraw, change: setChanging }} />}
    >
      <ProblemNote problem={act.problem ?? (shown ? null : read.problem)} onAgain={read.again} />
      {!shown && !read.problem && <Going>{app.loading}</Going>}
      {shown && <Asker consent={shown} />}
      {shown && isForm && <ChooseTerms consent={shown} terms={terms} onChange={setTerms} />}
      {shown && phase === "waiting" && <p class="soft">{fill(said.answerBy, { date: writeMoment(shown.answer_by, language.value) })}</p>}
      {shown && phase === "now" && !isChanging && <InForce consent={shown} now={now} />}
      {shown && phase === "over" && <Note icon="clock"><p>{shown.denied_by_rule ? said.byRule : said.states[shown.state]}</p></Note>}
      {shown && phase !== "waiting" && <Looks consent={shown} />}
      {shown && <Never consent={shown} />}
    </Screen>
  );
}

function Asker({ consent }: { consent: ConsentShown }): JSX.Element {
  const said = saidOf(consent, words.value.consent);
  const { asker } = consent;
  const role = roleOf(asker.role, said);
  return (
    <>
      <Who
        organisation={asker.organisation} claimed={asker.organisation_id} intro={said.who} known={said.known} unknown={said.unknown}
        advice={said.unknownAdvice}
      />
      <p><strong>{fill(said.person, { name: asker.name, role })}</strong><br /><bdi>{shownBy(asker, said)}</bdi></p>
      {!asker.licensed_by && consent.offered.some((each) => each.sensitivity === "V") && <Note tone="wait" icon="warn"><p>{said.onlyWordPrivate}</p></Note>}
      {consent.for_all && <Note tone="wait" icon="person"><p>{fill(said.forAll, { role })}</p></Note>}
      <section class="panel" aria-labelledby="why">
        <h2 id="why">{said.why}</h2>
        <p>{said.purposes[consent.purpose]}</p>
        {consent.note && <p><bdi>{fill(said.writes, { note: consent.note })}</bdi></p>}
        <h3>{said.wants}</h3>
        <p><bdi>{listed(consent.kinds.map((each) => each.label[language.value] ?? each.kind), language.value)}</bdi></p>
      </section>
    </>
  );
}

function InForce({ consent, now }: { consent: ConsentShown; now: Date }): JSX.Element {
  const said = saidOf(consent, words.value.consent);
  const names = consent.offered.filter((each) => consent.items.includes(each.item_id)).map(itemName);
  return (
    <section class="panel seen" aria-labelledby="now">
      <h2 id="now">{said.now}</h2>
      <ul>{names.map((name) => <li key={name}><bdi>{name}</bdi></li>)}</ul>
      {consent.ends_at && (
        <p>
          <strong>{fill(said.left, { time: timeLeft(consent.ends_at, now, said) })}</strong><br />
          {fill(said.until, { date: writeMoment(consent.ends_at, language.value) })}
        </p>
      )}
    </section>
  );
}

function Looks({ consent }: { consent: ConsentShown }): JSX.Element {
  const said = saidOf(consent, words.value.consent);
  const read = useRead(() => call("get", "/v1/wallets/{wallet_id}/consent-uses", { path: inWallet() }), [consent.consent_id, tick.value]);
  return (
    <section aria-labelledby="looks">
      <h2 id="looks">{said.looks}</h2>
      <ProblemNote problem={read.value ? null : read.problem} onAgain={read.again} />
      {read.value && <Uses uses={read.value.uses.filter((each) => each.consent_id === consent.consent_id)} none={said.looksNone} />}
    </section>
  );
}

interface Answering {
  said: Said;
  phase: "waiting" | "now" | null;
  isChanging: boolean;
  act: Act;
  on: { grant: () => void; amend: () => void; deny: () => void; withdraw: () => void; change: (is: boolean) => void };
}

function Answers({ said, phase, isChanging, act, on }: Answering): JSX.Element {
  const { app } = words.value;
  const [isStopping, setStopping] = useState(false);
  if (phase === "waiting") {
    return (
      <>
        <Button look="main" icon="shield" isBusy={act.isBusy} onClick={on.grant}>{said.share}</Button>
        <Button isBusy={act.isBusy} onClick={on.deny}>{said.decline}</Button>
      </>
    );
  }
  if (isChanging) {
    return (
      <>
        <Button look="main" isBusy={act.isBusy} onClick={on.amend}>{said.save}</Button>
        <Button onClick={() => on.change(false)}>{app.cancel}</Button>
      </>
    );
  }
  return (
    <>
      <Button look="danger" isBusy={act.isBusy} onClick={() => setStopping(true)}>{said.stop}</Button>
      <Button onClick={() => on.change(true)}>{said.change}</Button>
      {isStopping && (
        <Sure
          title={said.stop} texts={[said.stopSure]} yes={said.stop} no={app.cancel} onNo={() => setStopping(false)}
          onYes={() => {
            setStopping(false);
            on.withdraw();
          }}
        />
      )}
    </>
  );
}
