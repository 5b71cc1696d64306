// A link of one use, as a QR code: for another device of one's own, or for who takes a wallet over.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Link } from "../api/types";
import { useAct } from "../components/act";
import { Copy } from "../components/copy";
import { Going, ProblemNote } from "../components/notes";
import { Qr } from "../components/qr";
import { Screen } from "../components/screen";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { route } from "../state/route";
import { account } from "../state/session";
import { verified } from "../state/verified";

export function AddDevice(): JSX.Element {
  const { devices } = words.value;
  return <Shown title={devices.add} back="devices" lead={devices.addLead} ask={{ purpose: "new-device" }} />;
}

export function HandOver(): JSX.Element {
  const { people } = words.value;
  const id = route.value.id;
  const name = account.value?.wallets.find((each) => each.wallet_id === id)?.label ?? "";
  return (
    <Shown title={people.handOver} back="people" lead={fill(people.handOverLead, { name })} ask={{ purpose: "hand-over", wallet_id: id }}>
      {people.handedOver}
    </Shown>
  );
}

interface Props {
  title: string;
  back: string;
  lead: string;
  ask: { purpose: "new-device" | "hand-over"; wallet_id?: string };
  children?: string;
}

function Shown({ title, back, lead, ask, children }: Props): JSX.Element {
  const { isBusy, problem, run } = useAct();
  const [link, setLink] = useState<Link | null>(null);
  const draw = (): void => run(() => verified(() => call("post", "/v1/account/links", { body: ask })).then(setLink));
  useEffect(draw, []);
  return (
    <Screen title={title} back={back} lead={lead}>
      {isBusy && <Going>{words.value.app.loading}</Going>}
      <ProblemNote problem={problem} onAgain={draw} />
      {link && (
        <section class="panel qr-panel">
          <Qr text={link.url} label={title} />
          <p>{fill(words.value.devices.until, { date: writeMoment(link.expires_at, language.value) })}</p>
          <Copy text={link.url} />
        </section>
      )}
      {children && <p class="soft">{children}</p>}
    </Screen>
  );
}
