// For later: keep what a consent was about to share it again, or never let these people look.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Consent } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { ProblemNote, Told } from "../components/notes";
import { Sure } from "../components/wide";
import { words } from "../i18n/words";
import { inWallet } from "../state/wallet";

type Whom = "person" | "place";

export function Never({ consent }: { consent: Consent }): JSX.Element {
  const { consent: said, app } = words.value;
  const { isBusy, problem, run } = useAct();
  const [asking, setAsking] = useState<Whom | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const { asker } = consent;
  const title = asking === "place" ? said.neverPlace : said.never;
  const deny = (whom: Whom): void =>
    run(async () => {
      const person = whom === "person" ? { person: asker.person, person_name: asker.name } : {};
      await call("post", "/v1/wallets/{wallet_id}/consent-denials", { path: inWallet(), body: { organisation_id: asker.organisation_id, ...person } });
      setDone(said.neverDone);
    });
  const keep = (): void =>
    run(async () => {
      const body = { consent_id: consent.consent_id, days: consent.asked_days };
      await call("post", "/v1/wallets/{wallet_id}/consent-templates", { path: inWallet(), body });
      setDone(said.kept);
    });
  return (
    <section class="stack">
      {done && <Told tone="good" icon="check"><p>{done}</p></Told>}
      <ProblemNote problem={problem} />
      {consent.version > 0 && consent.state !== "denied" && consent.action === "access" && <Button look="quiet" isBusy={isBusy} onClick={keep}>{said.keep}</Button>}
      <Button look="quiet" isBusy={isBusy} onClick={() => setAsking("person")}>{said.never}</Button>
      <Button look="quiet" isBusy={isBusy} onClick={() => setAsking("place")}>{said.neverPlace}</Button>
      {asking && (
        <Sure
          title={title} texts={[said.neverSure]} yes={app.yes} no={app.no} onNo={() => setAsking(null)}
          onYes={() => {
            setAsking(null);
            deny(asking);
          }}
        />
      )}
    </section>
  );
}
