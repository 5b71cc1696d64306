// The cards, what waits for an answer, and the way to the scanner.
import type { JSX } from "preact";
import type { Consent, Offer, Request } from "../api/types";
import { useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { CardFace, typeLabel } from "../components/card-face";
import { Icon } from "../components/icons";
import { Going, Note, ProblemNote, Told } from "../components/notes";
import { ReportLink } from "../components/report-link";
import { nameOf } from "../components/who";
import { Screen } from "../components/screen";
import { type CardGroup, isOver } from "../domain/cards";
import { askerName, saidOf } from "../domain/consents";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { sawEnding, sawRevocation } from "../state/events";
import { to } from "../state/route";
import { hasPutCodeAway, makeOwnWallet, phase, wallet } from "../state/session";
import { emergencies, groups, isRemembered, problem, reload, waiting } from "../state/wallet";

export function Home(): JSX.Element {
  const { home, network } = words.value;
  if (!wallet.value) return <NoWallet />;
  const own = wallet.value.relation === "own";
  const all = groups.value;
  const current = all?.filter((each) => !isOver(each.state)) ?? [];
  const older = all?.filter((each) => isOver(each.state)) ?? [];
  return (
    <Screen
      title={own ? home.title : fill(home.titleOf, { name: wallet.value.label })}
      actions={<LinkButton look="main" icon="scan" href={to("scan")}>{home.scan}</LinkButton>}
    >
      <ReportLink />
      <WasEnded />
      {sawRevocation.value && (
        <Told tone="bad" icon="warn">
          <p>{home.tellRevoked}</p>
          <Button onClick={() => (sawRevocation.value = false)}>{words.value.app.close}</Button>
        </Told>
      )}
      <Emergencies />
      <Waiting {...waiting.value} />
      {!hasPutCodeAway.value && (
        <Note tone="wait" icon="lock">
          <p>{words.value.code.notYet}</p>
          <p><a href={to("devices")}>{words.value.code.makeNew}</a></p>
        </Note>
      )}
      {isRemembered.value && (problem.value || phase.value === "offline") && <Note tone="wait" icon="clock"><p>{network.offlineCards}</p></Note>}
      <ProblemNote problem={isRemembered.value ? null : problem.value} onAgain={() => void reload()} />
      {!all && !problem.value && <Going>{words.value.app.loading}</Going>}
      {all?.length === 0 && (
        <section class="empty">
          <Icon name="card" large />
          <h2>{home.empty}</h2>
          <p>{home.emptyLead}</p>
        </section>
      )}
      <CardList cards={current} />
      {older.length > 0 && (
        <details class="older" open={current.length === 0}>
          <summary>{home.older} ({older.length})</summary>
          <CardList cards={older} />
        </details>
      )}
    </Screen>
  );
}

function CardList({ cards }: { cards: readonly CardGroup[] }): JSX.Element | null {
  if (!cards.length) return null;
  return (
    <ul class="cards">
      {cards.map((card) => (
        <li key={card.id}><a class="card-link" href={to("card", card.id)}><CardFace card={card} /></a></li>
      ))}
    </ul>
  );
}

function Waiting({ offers, requests, consents }: { offers: readonly Offer[]; requests: readonly Request[]; consents: readonly Consent[] }): JSX.Element | null {
  const { home, consent } = words.value;
  if (!offers.length && !requests.length && !consents.length) return null;
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{home.waiting}</h2>
      <ul class="tasks">
        {consents.map((each) => (
          <Task
            key={each.consent_id} href={to("consent", each.consent_id)} title={fill(saidOf(each, consent).asks, { name: askerName(each.asker) })}
            detail={consent.purposes[each.purpose]}
          />
        ))}
        {requests.map((each) => (
          <Task
            key={each.request_id} href={to("request", each.request_id)} title={fill(home.requestFrom, { name: nameOf(each.asker) })}
            detail={each.state === "asked" ? each.claimed_purpose : home.going}
          />
        ))}
        {offers.map((each) => (
          <Task
            key={each.offer_id} href={to("offer", each.offer_id)} title={fill(home.offerFrom, { name: nameOf(each.issuer) })}
            detail={each.state === "offered" ? typeLabel(each.credential_type) : home.going}
          />
        ))}
      </ul>
    </section>
  );
}

function Task({ href, title, detail }: { href: string; title: string; detail: string }): JSX.Element {
  return (
    <li>
      <a class="task" href={href}>
        <span><strong><bdi>{title}</bdi></strong>{detail && <span class="soft"><bdi>{detail}</bdi></span>}</span>
        <Icon name="onward" />
      </a>
    </li>
  );
}

/** Who may look at the emergency card now, or asked to. */
function Emergencies(): JSX.Element | null {
  const { emergency: said } = words.value;
  const present = emergencies.value.filter((each) => each.state !== "over" && Date.parse(each.ends_at) > Date.now());
  if (!present.length) return null;
  return (
    <ul class="tasks">
      {present.map((each) => (
        <li key={each.emergency_id}>
          <a class="task emergency" href={to("emergency-card")}>
            <Icon name="warn" />
            <span><strong><bdi>{fill(said.used, { name: askerName(each.asker) })}</bdi></strong>{each.reason && <span class="soft"><bdi>{fill(said.why, { why: each.reason })}</bdi></span>}</span>
            <Icon name="onward" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function WasEnded(): JSX.Element | null {
  if (!sawEnding.value) return null;
  return (
    <Told tone="bad" icon="warn">
      <p>{words.value.leave.elsewhere}</p>
      <Button onClick={() => (sawEnding.value = false)}>{words.value.app.close}</Button>
    </Told>
  );
}

/** Making it broke off, or this account was made to take one over. */
function NoWallet(): JSX.Element {
  const { isBusy, problem: failed, run } = useAct();
  return (
    <Screen
      title={words.value.people.none}
      actions={<Button look="main" isBusy={isBusy} onClick={() => run(makeOwnWallet)}>{words.value.welcome.create}</Button>}
    >
      <ReportLink />
      <WasEnded />
      {isBusy && <Going>{words.value.app.loading}</Going>}
      <ProblemNote problem={failed} />
    </Screen>
  );
}
