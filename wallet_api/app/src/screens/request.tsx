// Being asked: who says they ask, why, what would be seen, what would only be proved, and the answer.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Request as RequestBody } from "../api/types";
import { type Act, useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, ProblemNote } from "../components/notes";
import { Proved, Seen } from "../components/asked";
import { Beyond } from "../components/beyond";
import { type Chosen, Choices, Missing } from "../components/choices";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { Who } from "../components/who";
import { Wide } from "../components/wide";
import { writeMoment } from "../domain/dates";
import { type MissingReason, whyMissing } from "../domain/missing";
import type { Words } from "../i18n/en";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { route } from "../state/route";
import { account, wallet } from "../state/session";
import { verified } from "../state/verified";
import { inWallet, reload } from "../state/wallet";
import { Ended } from "./request-ended";

const ONE = "/v1/wallets/{wallet_id}/requests/{request_id}";

export function Request(): JSX.Element {
  const { request: said, app } = words.value;
  const path = { ...inWallet(), request_id: route.value.id };
  const read = useRead(() => call("get", ONE, { path }), [route.value.id, tick.value]);
  const act = useAct();
  const request = read.value;
  const [chosen, setChosen] = useState<Chosen>({});
  const after = async (answered: Promise<unknown>): Promise<void> => {
    await answered;
    read.again();
    await reload();
  };
  const decline = (reason: "declined" | MissingReason): void =>
    act.run(() => after(call("post", `${ONE}/decline`, { path, body: { reason } })));
  const approve = (): void =>
    act.run(() => after(verified(() => call("post", `${ONE}/approve`, { path, body: { choices: chosen } }))));
  const isOpen = request?.state === "asked";
  useEffect(() => {
    const timer = request?.state === "presenting" ? setInterval(read.again, 4000) : undefined; // should an event be lost
    return () => clearInterval(timer);
  }, [request?.state]);
  return (
    <Screen
      title={isOpen || !request ? said.title : said.titleOver} back=""
      actions={isOpen ? <Answers request={request} act={act} approve={approve} decline={decline} /> : undefined}
    >
      <ProblemNote problem={act.problem ?? (request ? null : read.problem)} onAgain={read.again} />
      {!request && !read.problem && <Going>{app.loading}</Going>}
      {request && (
        <Who
          organisation={request.asker} claimed={request.claimed_label} intro={said.who} known={said.known} unknown={said.unknown}
          advice={said.unknownAdvice}
        />
      )}
      {request && isOpen && <Asked request={request} chosen={chosen} onChoose={setChosen} />}
      {request && !isOpen && <Ended request={request} />}
    </Screen>
  );
}

function Asked({ request, chosen, onChoose }: { request: RequestBody; chosen: Chosen; onChoose: (chosen: Chosen) => void }): JSX.Element {
  const { request: said } = words.value;
  const several = (account.value?.wallets.length ?? 0) > 1;
  return (
    <>
      {several && wallet.value && <p><strong><bdi>{fill(said.for, { name: wallet.value.label })}</bdi></strong></p>}
      <section class="panel" aria-labelledby="why">
        <h2 id="why">{said.why}</h2>
        <p><bdi>{request.claimed_purpose || said.whyNone}</bdi></p>
        {request.asker && !request.purpose_is_registered && <p class="soft">{said.purposeUnknown}</p>}
      </section>
      <Beyond request={request} />
      <Missing request={request} />
      <Seen request={request} chosen={chosen} />
      <Proved request={request} />
      <Choices request={request} chosen={chosen} onChoose={onChoose} />
      <p class="soft">{said.nothingElse} {fill(said.until, { date: writeMoment(request.expires_at, language.value) })}</p>
    </>
  );
}

interface Answering {
  request: RequestBody;
  act: Act;
  approve: () => void;
  decline: (reason: "declined" | MissingReason) => void;
}

const SAY_MISSING: Record<MissingReason, (said: Words["request"]) => string> = {
  "no-credential": (said) => said.sayMissing,
  expired: (said) => said.sayExpired,
  "too-old": (said) => said.sayTooOld,
};

function Answers({ request, act, approve, decline }: Answering): JSX.Element {
  const { request: said } = words.value;
  const [isSure, setSure] = useState<"unasked" | "asking">("unasked");
  const refuse = <Button isBusy={act.isBusy} onClick={() => decline("declined")}>{said.decline}</Button>;
  if (request.missing.length) {
    const reason = whyMissing(request);
    return (
      <>
        <Button look="main" isBusy={act.isBusy} onClick={() => decline(reason)}>{SAY_MISSING[reason](said)}</Button>
        {refuse}
      </>
    );
  }
  const share = (): void => (request.care.length ? setSure("asking") : approve());
  return (
    <>
      <Button look="main" icon="shield" isBusy={act.isBusy} onClick={share}>{said.share}</Button>
      {refuse}
      {isSure === "asking" && (
        <Wide
          request={request} onNo={() => setSure("unasked")}
          onYes={() => {
            setSure("unasked");
            approve();
          }}
        />
      )}
    </>
  );
}
