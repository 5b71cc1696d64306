// What happened in this wallet, as the service's log has it: who asked, was refused or looked, each row with its proof.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { call, fetchFile } from "../api/client";
import type { Happened as Row, HappenedPage } from "../api/types";
import { useAct } from "../components/act";
import { names } from "../components/asked";
import { BrokenLog } from "../components/broken-log";
import { Button } from "../components/button";
import { Going, Note, ProblemNote } from "../components/notes";
import { usePages } from "../components/pages";
import { Screen } from "../components/screen";
import { reasonOf } from "../domain/consents";
import { writeMoment } from "../domain/dates";
import { fill, listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { save } from "../offline/save";
import { tick } from "../state/events";
import { checkLog } from "../state/log";
import { to } from "../state/route";
import { inWallet, types } from "../state/wallet";

/** A proof is made within seconds of what it is about; where it is not, it is looked for ever more seldom. */
const UNTIL_PROVED_MS = 2000;

const read = (before: string | null): Promise<HappenedPage> =>
  call("get", "/v1/wallets/{wallet_id}/happened", { path: inWallet(), query: { before } });

export function Happened(): JSX.Element {
  const { happened: said, app } = words.value;
  const { pages, problem, again, isBusy, more } = usePages(read, (page) => page.next_before, [tick.value]);
  useEffect(() => void checkLog(), [tick.value]);
  const isProved = pages[0]?.happened.every((row) => row.is_proved) ?? true;
  const pause = useRef(UNTIL_PROVED_MS);
  useEffect(() => {
    if (isProved) return undefined;
    const timer = setTimeout(again, pause.current);
    pause.current *= 2;
    return () => clearTimeout(timer);
  }, [pages[0]]);
  const rows = pages.flatMap((page) => page.happened);
  return (
    <Screen title={said.title} back="activity" lead={said.lead}>
      <BrokenLog />
      <ProblemNote problem={problem} onAgain={again} />
      {!pages.length && !problem && <Going>{app.loading}</Going>}
      {pages.length > 0 && rows.length === 0 && <p class="empty">{said.none}</p>}
      <ul class="rows">{rows.map((row) => <li key={row.event_id}><One row={row} /></li>)}</ul>
      {more && <Button isBusy={isBusy} onClick={more}>{said.more}</Button>}
      <Note icon="shield"><p>{said.how}</p></Note>
      <Accounting />
    </Screen>
  );
}

/** Who saw what in six years, as a file: for oneself, or for a court. */
function Accounting(): JSX.Element {
  const { happened: said } = words.value;
  const act = useAct();
  const file = (path: "/v1/wallets/{wallet_id}/accounting.csv" | "/v1/wallets/{wallet_id}/accounting.pdf"): void =>
    act.run(async () => save(await fetchFile(path, inWallet())));
  return (
    <section class="panel" aria-labelledby="accounting">
      <h2 id="accounting">{said.accounting}</h2>
      <ProblemNote problem={act.problem} />
      <Button isBusy={act.isBusy} onClick={() => file("/v1/wallets/{wallet_id}/accounting.csv")}>{said.table}</Button>
      <Button isBusy={act.isBusy} onClick={() => file("/v1/wallets/{wallet_id}/accounting.pdf")}>{said.print}</Button>
    </section>
  );
}

function One({ row }: { row: Row }): JSX.Element {
  const { happened: said } = words.value;
  const act = useAct();
  const proof = (): void =>
    act.run(async () => save(await fetchFile("/v1/wallets/{wallet_id}/happened/{event_id}/evidence", { ...inWallet(), event_id: row.event_id })));
  return (
    <details class={`older ${row.kind === "break-glass" ? "emergency" : row.outcome === "refused" ? "refused" : ""}`}>
      <summary>
        <span>
          <strong>{whatWas(row)}</strong> · <bdi>{whoDid(row)}</bdi>
          {row.outcome !== "done" && row.kind !== "deny" && ` · ${said.outcomes[row.outcome]}`}
          <span class="soft">{writeMoment(row.at, language.value)}</span>
        </span>
      </summary>
      {lines(row).map((line) => <p class="soft" key={line}><bdi>{line}</bdi></p>)}
      {row.about === "request" && row.about_id && <p><a href={to("request", row.about_id)}>{said.request}</a></p>}
      <ProblemNote problem={act.problem} />
      {row.is_proved ? <Button icon="shield" isBusy={act.isBusy} onClick={proof}>{said.proof}</Button> : <p class="soft">{said.proofSoon}</p>}
    </details>
  );
}

/** In an emergency, which of the three it was; and what somebody put in. */
function whatWas(row: Row): string {
  const { happened: said } = words.value;
  const acts: Record<string, string> = {
    "record-deposited": said.putIn, "emergency-asked": said.asksEmergency, "emergency-confirmed": said.confirmsEmergency, "emergency-card-read": said.looksEmergency,
  };
  return acts[row.act] ?? said.kinds[row.kind];
}

/** The name of who did it: of an organisation the register's, never what somebody calls themselves. */
function whoDid(row: Row): string {
  const { happened: said, who } = words.value;
  if (row.who === "another-account" && row.outcome === "refused") return said.stranger;
  if (row.who === "organisation") return row.organisation?.name ?? who.somebody;
  return { you: said.you, "another-account": said.other, service: said.service, unknown: who.somebody }[row.who];
}

function kindName(kind: string): string {
  return types.value.find((each) => each.name === kind)?.label[language.value] ?? kind;
}

function lines(row: Row): string[] {
  const { happened: said, consent, emergency } = words.value;
  const purposes: Record<string, string> = consent.purposes;
  const asker = row.who === "organisation" ? "" : (row.organisation?.name ?? "");
  return [
    asker && fill(said.asker, { name: asker }),
    row.person ? fill(said.person, { name: row.person }) : "",
    row.why ? fill(emergency.why, { why: row.why }) : "",
    row.second_person ? fill(emergency.second, { name: row.second_person }) : "",
    row.is_alone ? emergency.alone : "",
    row.kind === "break-glass" && row.reason ? reasonOf(row.reason, consent) : "",
    row.purpose_id && purposes[row.purpose_id] ? fill(said.purpose, { purpose: purposes[row.purpose_id] ?? "" }) : "",
    row.seen.length ? fill(said.seen, { names: row.about === "consent" || row.about === "emergency" ? listed(row.seen.map(kindName), language.value) : names(row.seen) }) : "",
    row.proved.length ? fill(said.proved, { names: names(row.proved) }) : "",
  ].filter(Boolean);
}
