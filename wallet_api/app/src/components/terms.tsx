// What is shared and for how long: each item with a switch, none of them on by itself.
import type { JSX } from "preact";
import type { ConsentItem, ConsentShown } from "../api/types";
import { durations, howLong, saidOf } from "../domain/consents";
import { readDay, writeDay } from "../domain/dates";
import { isolated } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { Button } from "./button";
import { Note } from "./notes";

export interface Terms {
  items: readonly string[];
  days: number | null;
}

interface Props {
  consent: ConsentShown;
  terms: Terms;
  onChange: (terms: Terms) => void;
}

export function itemName(item: ConsentItem): string {
  const day = item.day ? readDay(item.day) : undefined;
  const parts = [item.label[language.value] ?? item.kind, item.title, day ? writeDay(day, language.value) : ""];
  return parts.filter(Boolean).map(isolated).join(" · ");
}

export function ChooseTerms({ consent, terms, onChange }: Props): JSX.Element {
  const said = saidOf(consent, words.value.consent);
  if (!consent.offered.length) return <Note tone="wait" icon="card"><p>{said.none}</p></Note>;
  const flip = (id: string): void =>
    onChange({ ...terms, items: terms.items.includes(id) ? terms.items.filter((each) => each !== id) : [...terms.items, id] });
  return (
    <>
      <fieldset class="panel">
        <legend>{said.choose}</legend>
        {consent.offered.map((item) => (
          <label key={item.item_id}>
            <input type="checkbox" role="switch" checked={terms.items.includes(item.item_id)} onChange={() => flip(item.item_id)} />
            <bdi>{itemName(item)}</bdi>
          </label>
        ))}
        {consent.offered.length > 1 && (
          <Button look="quiet" onClick={() => onChange({ ...terms, items: consent.offered.map((each) => each.item_id) })}>{said.all}</Button>
        )}
      </fieldset>
      <fieldset class="panel">
        <legend>{said.howLong}</legend>
        {durations(consent.asked_days).map((days) => (
          <label key={String(days)}>
            <input type="radio" name="days" checked={terms.days === days} onChange={() => onChange({ ...terms, days })} />
            <span>{howLong(days, said)}{days === consent.asked_days && <span class="soft"> · {said.wanted}</span>}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
