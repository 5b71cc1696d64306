// Which card answers what is asked; the choice where there are several, and what to do where there is none.
import type { JSX } from "preact";
import type { CardType, Group, Request } from "../api/types";
import { readDay, writeDay } from "../domain/dates";
import { typeAsked } from "../domain/proofs";
import { fill, isolated } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { cards, types } from "../state/wallet";
import { typeLabel } from "./card-face";
import { Note } from "./notes";

/** Card by position of the group; where none is chosen, the newest that is in force. */
export type Chosen = Record<string, string>;

interface Props {
  request: Request;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}

export function Choices({ request, chosen, onChoose }: Props): JSX.Element {
  return (
    <>
      {request.groups.map((group, position) => {
        const key = String(position);
        if (!group.candidates.length) return null;
        if (group.candidates.length === 1) return <Only group={group} key={key} />;
        return <Choice key={key} position={key} group={group} chosen={chosen[key]} onChoose={(card) => onChoose(withChoice(chosen, key, card))} />;
      })}
    </>
  );
}

function withChoice(chosen: Chosen, position: string, card: string): Chosen {
  const { [position]: _, ...others } = chosen;
  return card ? { ...others, [position]: card } : others;
}

function Only({ group }: { group: Group }): JSX.Element {
  const card = group.candidates[0];
  return (
    <section class="panel">
      <h2>{words.value.request.card}</h2>
      <p><bdi>{card ? cardName(card.credential_id, card.revoked) : ""}</bdi></p>
    </section>
  );
}

function Choice({ position, group, chosen, onChoose }: { position: string; group: Group; chosen: string | undefined; onChoose: (card: string) => void }): JSX.Element {
  const { request: said } = words.value;
  const options: [string, string][] = [["", said.newest], ...group.candidates.map((each): [string, string] => [each.credential_id, cardName(each.credential_id, each.revoked)])];
  return (
    <fieldset class="panel choice">
      <legend>{said.choose}</legend>
      {options.map(([value, name]) => (
        <label key={value}>
          <input type="radio" name={`card-${position}`} checked={(chosen ?? "") === value} onChange={() => onChoose(value)} />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

/** A held card by what a person knows it; empty for one that is not there. */
export function cardName(id: string, revoked: boolean | null = null): string {
  const card = cards.value?.find((each) => each.credential_id === id);
  const day = card?.day ? readDay(card.day) : undefined;
  const parts = [typeLabel(card?.credential_type), card?.title, day ? writeDay(day, language.value) : "", revoked ? words.value.request.revokedCard : ""];
  return parts.filter(Boolean).map((part) => isolated(part ?? "")).join(" · ");
}

/** The kind of card, and who hands it out: by name, where the register knows them. */
function whereToGet(kind: CardType | undefined, group: Group): string {
  const { request: said, app } = words.value;
  const type = kind?.label[language.value] ?? kind?.name;
  const issuers = group.issuers.map((each) => each.name).join(app.or);
  if (type && issuers) return fill(said.missingFrom, { type, who: issuers });
  if (type) return fill(said.missingType, { type, who: kind?.issued_by[language.value] ?? "" });
  return issuers ? fill(said.missingIssuer, { who: issuers }) : said.missingOther;
}

/** What is asked for and not held. */
export function Missing({ request }: { request: Request }): JSX.Element | null {
  const { request: said } = words.value;
  if (!request.missing.length) return null;
  const groups = request.missing.map((position) => request.groups[position]).filter((group) => group !== undefined);
  const known = new Map(groups.map((group) => [typeAsked(group, types.value), group] as const));
  return (
    <Note tone="wait" icon="card">
      <h2>{said.missing}</h2>
      {[...known].map(([kind, group]) => <p key={kind?.name}>{whereToGet(kind, group)}</p>)}
    </Note>
  );
}
