// What became of a request, and what was shared.
import type { JSX } from "preact";
import type { Request } from "../api/types";
import { call } from "../api/client";
import { Proved, Seen } from "../components/asked";
import { LinkButton } from "../components/button";
import { cardName } from "../components/choices";
import { Going, Note, Told } from "../components/notes";
import { useRead } from "../components/read";
import { words } from "../i18n/words";
import { to } from "../state/route";
import { inWallet } from "../state/wallet";

export function Ended({ request }: { request: Request }): JSX.Element {
  const { request: said, app } = words.value;
  if (request.state === "presenting") return <Going>{said.sending}</Going>;
  return (
    <>
      <Outcome request={request} />
      {request.state === "presented" && (
        <>
          <Seen request={request} isPast />
          <Proved request={request} />
        </>
      )}
      {(request.state === "presented" || request.state === "failed") && <Cards request={request} />}
      <LinkButton look="main" href={to("")}>{app.done}</LinkButton>
    </>
  );
}

/** Which cards it came from; where nobody can tell whether they were shown, that is said. */
function Cards({ request }: { request: Request }): JSX.Element | null {
  const { shown: said, request: asked } = words.value;
  const query = { request_id: request.request_id };
  const read = useRead(() => call("get", "/v1/wallets/{wallet_id}/disclosures", { path: inWallet(), query }), [request.request_id, request.state]);
  const all = read.value?.disclosures ?? [];
  if (!all.length) return null;
  return (
    <section class="panel">
      <h2>{asked.card}</h2>
      {all.map((each) => <p key={each.credential_id}><bdi>{cardName(each.credential_id) || said.deleted}</bdi></p>)}
      {all.some((each) => each.state === "possible") && <Note tone="wait" icon="warn"><p>{said.possible}</p></Note>}
    </section>
  );
}

function Outcome({ request }: { request: Request }): JSX.Element | null {
  const { request: said } = words.value;
  switch (request.state) {
    case "presented":
      return <Told tone="good" icon="check"><p><strong>{said.presented}</strong></p></Told>;
    case "declined":
      return <Told tone="plain" icon="check"><p>{declined(request.reason)}</p></Told>;
    case "expired":
      return <Told tone="wait" icon="clock"><p>{said.expired}</p></Told>;
    case "failed":
      return <Told tone="bad" icon="warn"><p>{request.reason === "unreadable-request" ? said.unreadable : said.failed}</p></Told>;
    default:
      return null;
  }
}

function declined(reason: Request["reason"]): string {
  const { request: said } = words.value;
  if (reason === "revoked") return said.declinedRevoked;
  if (reason === "expired") return said.declinedExpired;
  if (reason === "too-old") return said.declinedTooOld;
  return reason === "no-credential" ? said.declinedNone : said.declined;
}
