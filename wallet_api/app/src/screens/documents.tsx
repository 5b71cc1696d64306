// The documents of a wallet: what each is and where it came from. The files stay where they are until one is opened.
import type { JSX } from "preact";
import { call } from "../api/client";
import type { Document } from "../api/types";
import { LinkButton } from "../components/button";
import { Icon } from "../components/icons";
import { Going, ProblemNote } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { readDay, writeDay, writeMoment } from "../domain/dates";
import { isPicture, writeSize } from "../domain/documents";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { to } from "../state/route";
import { inWallet } from "../state/wallet";

export function Documents(): JSX.Element {
  const { documents: said, app } = words.value;
  const { value, problem, again } = useRead(() => call("get", "/v1/wallets/{wallet_id}/records", { path: inWallet() }), [tick.value]);
  const kept = value?.records.filter((each) => each.state === "kept") ?? [];
  const isEmpty = value !== null && kept.length + value.damaged.length === 0;
  return (
    <Screen title={said.title} back="more" lead={said.lead} actions={<LinkButton look="main" icon="clipboard" href={to("add-document")}>{said.add}</LinkButton>}>
      <ProblemNote problem={problem} onAgain={again} />
      {!value && !problem && <Going>{app.loading}</Going>}
      {isEmpty && <div class="empty"><Icon name="clipboard" /><h2>{said.none}</h2><p>{said.noneLead}</p></div>}
      <ul class="tasks">
        {kept.map((each) => <li key={each.record_id}><Row document={each} /></li>)}
        {value?.damaged.map((id) => (
          <li key={id}><a class="task" href={to("document", id)}><Icon name="warn" /><span><strong>{said.damaged}</strong></span><Icon name="onward" /></a></li>
        ))}
      </ul>
    </Screen>
  );
}

function Row({ document }: { document: Document }): JSX.Element {
  return (
    <a class="task" href={to("document", document.record_id)}>
      <Icon name={isPicture(document.media_type) ? "picture" : "clipboard"} />
      <span>
        <strong><bdi>{document.title}</bdi></strong>
        <span class="soft">{[...factsOf(document), ...(document.put_in_by ? [document.put_in_by.organisation_name] : [])].join(" · ")}</span>
      </span>
      <Icon name="onward" />
    </a>
  );
}

/** What it is, of when, how large. */
export function factsOf(document: Document): string[] {
  const { documents: said } = words.value;
  const day = document.day ? readDay(document.day) : undefined;
  return [
    said.kinds[document.category], ...(day ? [writeDay(day, language.value)] : []), writeSize(document.size_bytes, language.value),
    ...(document.sensitivity === "V" ? [said.isPrivate] : []),
  ];
}

/** Who put it in: oneself, or an organisation by the name that the register had then, with its signature. */
export function fromWhom(document: Document): string {
  const { documents: said } = words.value;
  const by = document.put_in_by;
  const date = writeMoment(by?.at ?? document.created_at, language.value);
  return by ? `${fill(said.fromPlace, { place: by.organisation_name, name: by.name, date })}. ${said.signed}` : fill(said.fromYou, { date });
}
