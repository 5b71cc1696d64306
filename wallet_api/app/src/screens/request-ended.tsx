// What became of a request, and what was shared.
import type { JSX } from "preact";
import type { Request } from "../api/types";
import { Proved, Seen } from "../components/asked";
import { LinkButton } from "../components/button";
import { Going, Told } from "../components/notes";
import { words } from "../i18n/words";
import { to } from "../state/route";

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
      <LinkButton look="main" href={to("")}>{app.done}</LinkButton>
    </>
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
