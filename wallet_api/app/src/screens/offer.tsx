// A card that is offered: from whom it says it is, what would be on it, take it or not.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Offer as OfferBody } from "../api/types";
import { useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { CardFace, cardType } from "../components/card-face";
import { Going, ProblemNote, Told } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { Who } from "../components/who";
import { Values } from "../components/values";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { route, to } from "../state/route";
import { account, wallet } from "../state/session";
import { cards, inWallet, reload } from "../state/wallet";

const ONE = "/v1/wallets/{wallet_id}/offers/{offer_id}";

export function Offer(): JSX.Element {
  const { offer: said, app } = words.value;
  const path = { ...inWallet(), offer_id: route.value.id };
  const read = useRead(() => call("get", ONE, { path }), [route.value.id, tick.value]);
  const { isBusy, problem, run } = useAct();
  const offer = read.value;
  const answer = (how: "accept" | "decline") => () =>
    run(async () => {
      await call("post", `${ONE}/${how}`, { path });
      read.again();
      await reload();
    });
  const isOpen = offer?.state === "offered";
  return (
    <Screen
      title={isOpen || !offer ? said.title : said.titleOver} back=""
      actions={
        isOpen ? (
          <>
            <Button look="main" isBusy={isBusy} onClick={answer("accept")}>{said.take}</Button>
            <Button isBusy={isBusy} onClick={answer("decline")}>{said.decline}</Button>
          </>
        ) : undefined
      }
    >
      <ProblemNote problem={problem ?? (offer ? null : read.problem)} onAgain={read.again} />
      {!offer && !read.problem && <Going>{app.loading}</Going>}
      {offer && (
        <Who
          organisation={offer.issuer} claimed={offer.claimed_label} intro={said.from} known={said.signed} unknown={said.unknown}
          advice={said.unknownAdvice}
        />
      )}
      {offer && (isOpen ? <Offered offer={offer} /> : <Became offer={offer} again={read.again} />)}
    </Screen>
  );
}

function Offered({ offer }: { offer: OfferBody }): JSX.Element {
  const { offer: said } = words.value;
  const type = cardType(offer.credential_type);
  const several = (account.value?.wallets.length ?? 0) > 1;
  return (
    <>
      <CardFace card={{ type: offer.credential_type, titles: titleOf(offer), subtitle: "", day: null, until: null, state: "valid" }} isLarge />
      {several && wallet.value && <p><strong><bdi>{fill(said.for, { name: wallet.value.label })}</bdi></strong></p>}
      <section aria-labelledby="holds">
        <h2 id="holds">{said.holds}</h2>
        <Values attributes={offer.attributes} type={type} />
      </section>
      <p class="soft">{fill(said.until, { date: writeMoment(offer.expires_at, language.value) })}</p>
    </>
  );
}

function titleOf({ attributes }: OfferBody): string[] {
  const title = attributes.target_disease ?? attributes.allergy_display ?? attributes.org;
  return title ? [title] : [];
}

function Became({ offer, again }: { offer: OfferBody; again: () => void }): JSX.Element {
  const { offer: said } = words.value;
  useEffect(() => {
    const timer = offer.state === "accepting" ? setInterval(again, 4000) : undefined; // should an event be lost
    return () => clearInterval(timer);
  }, [offer.state]);
  switch (offer.state) {
    case "accepting":
    case "offered":
      return <Going>{said.storing}</Going>;
    case "stored":
      return <Stored offer={offer} />;
    case "declined":
      return <Told tone="plain" icon="check"><p>{said.declined}</p></Told>;
    case "expired":
      return <Told tone="wait" icon="clock"><p>{said.expired}</p></Told>;
    case "failed":
      return <Told tone="bad" icon="warn"><p>{said.failed}</p><p>{words.value.problems["link-expired"][1]}</p></Told>;
  }
}

/** The offer may be known as stored before the list has its card: the way to it is shown once the list was read after that. */
function Stored({ offer }: { offer: OfferBody }): JSX.Element {
  const { offer: said } = words.value;
  const [isListRead, setListRead] = useState(false);
  const card = cards.value?.find((each) => each.credential_id === offer.credential_id);
  useEffect(() => void (card ? undefined : reload().finally(() => setListRead(true))), []);
  return (
    <>
      <Told tone="good" icon="check"><p><strong>{said.stored}</strong></p></Told>
      {(card ?? isListRead) && <LinkButton look="main" href={card ? to("card", card.group_id) : to("")}>{said.see}</LinkButton>}
    </>
  );
}
