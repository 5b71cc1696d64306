// One card: its face, its state and what that means, and, after the passkey, everything on it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import { Problem } from "../api/problem";
import type { CardInFull } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { CardFace, cardType, typeLabel } from "../components/card-face";
import { Delete } from "../components/delete";
import { Icon } from "../components/icons";
import { Going, Note, ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { WhereShown } from "../components/where-shown";
import { Values } from "../components/values";
import type { CardGroup } from "../domain/cards";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { goInstead, route } from "../state/route";
import { verified } from "../state/verified";
import { cards, groups, inWallet, problem, reload } from "../state/wallet";

const ONE = "/v1/wallets/{wallet_id}/credentials/{credential_id}";
const HIDDEN_AGAIN_MS = 2 * 60_000;

export function Card(): JSX.Element {
  const group = groups.value?.find((each) => each.id === route.value.id || each.id.startsWith(`${route.value.id}-`));
  if (group) return <OneCard group={group} key={group.id} />;
  const isReading = groups.value === null && !problem.value;
  return (
    <Screen title={words.value.nav.cards} back="">
      {isReading ? <Going>{words.value.app.loading}</Going> : <Note tone="wait" icon="warn"><p>{words.value.card.gone}</p></Note>}
      <ProblemNote problem={groups.value === null ? problem.value : null} />
    </Screen>
  );
}

function OneCard({ group }: { group: CardGroup }): JSX.Element {
  const { card: said, state } = words.value;
  const act = useAct();
  const { isBusy, problem: failed, run } = act;
  const [shown, setShown] = useState<CardInFull[] | null>(null);
  useEffect(() => {
    const hide = (): void => {
      if (document.hidden) setShown(null);
    };
    const timer = shown ? setTimeout(() => setShown(null), HIDDEN_AGAIN_MS) : undefined;
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [shown]);
  const show = (): void => run(() => verified(() => Promise.all(group.credentialIds.map(inFull))).then(setShown));
  const explained = { valid: "", unknown: state.explainUnknown, expiring: state.explainExpiring, expired: state.explainExpired, replaced: state.explainReplaced, revoked: state.explainRevoked }[group.state];
  const stored = cards.value?.find((each) => each.credential_id === group.credentialIds[0])?.stored_at;
  return (
    <Screen
      title={typeLabel(group.type)} back=""
      actions={
        shown ? (
          <Button look="plain" icon="lock" onClick={() => setShown(null)}>{said.hide}</Button>
        ) : (
          <Button look="main" icon="eye" isBusy={isBusy} onClick={show}>{said.show}</Button>
        )
      }
    >
      <CardFace card={group} isLarge />
      <From group={group} />
      {explained && <Note tone={group.state === "revoked" ? "bad" : "wait"} icon="warn"><p>{explained}</p></Note>}
      <ProblemNote problem={failed} />
      <div aria-live="polite">{shown ? <Shown cards={shown} /> : <Masked />}</div>
      {stored && <p class="soft">{fill(said.issued, { date: writeMoment(stored, language.value) })}</p>}
      <p class="soft">{said.scanHint}</p>
      <WhereShown ids={group.credentialIds} />
      <Delete said={words.value.card} act={act} remove={() => remove(group.credentialIds)} />
    </Screen>
  );
}

async function remove(ids: readonly string[]): Promise<void> {
  await verified(async () => {
    for (const id of ids) await deleted(id);
  });
  await reload();
  goInstead("");
}

/** Gone already, by a call whose answer was lost, is as good. */
async function deleted(id: string): Promise<void> {
  try {
    await call("delete", ONE, { path: { ...inWallet(), credential_id: id } });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== "not-found") throw thrown;
  }
}

function inFull(id: string): Promise<CardInFull> {
  return call("get", ONE, { path: { ...inWallet(), credential_id: id } });
}

function From({ group }: { group: CardGroup }): JSX.Element {
  const { state, who } = words.value;
  if (group.issuer) return <p class="soft"><bdi>{fill(state.from, { name: group.issuer })}</bdi></p>;
  return (
    <Note tone="bad" icon="warn">
      <p>{state.fromUnknown}</p>
      {group.claimed && <p><bdi>{fill(who.calls, { name: group.claimed })}</bdi></p>}
    </Note>
  );
}

function Masked(): JSX.Element {
  return (
    <section class="masked">
      <Icon name="lock" large />
      <h2>{words.value.card.hiddenTitle}</h2>
      <p>{words.value.card.hidden}</p>
    </section>
  );
}

function Shown({ cards: all }: { cards: readonly CardInFull[] }): JSX.Element {
  return (
    <>
      {all.map((each, position) => (
        <section key={each.credential_id}>
          {all.length > 1 && <h2>{fill(words.value.card.part, { number: String(position + 1), count: String(all.length) })}</h2>}
          <Values attributes={each.attributes} type={cardType(each.credential_type)} />
        </section>
      ))}
    </>
  );
}
