// What a request would show, and what it would only prove.
import type { JSX } from "preact";
import type { Request } from "../api/types";
import { proofSentence } from "../domain/proofs";
import { displayOf, labelOf, writeValue } from "../domain/values";
import { listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { types } from "../state/wallet";
import { Icon } from "./icons";
import { Rows } from "./values";
import type { Chosen } from "./choices";

/** The attributes' names in a row. */
export function names(attributes: readonly string[]): string {
  return listed(attributes.map((each) => labelOf(each, types.value, language.value)), language.value);
}

/** Names and, where a card of the wallet has them, the very values. */
export function Seen({ request, chosen, isPast }: { request: Request; chosen?: Chosen; isPast?: boolean }): JSX.Element {
  const { request: said, card } = words.value;
  const rows = request.revealed.map(({ attribute }) => {
    const display = displayOf(attribute, types.value);
    const inWords = display?.said_by ?? undefined;
    const value = valueOf(attribute, request, chosen ?? {});
    const written = value === undefined ? "" : writeValue(value, display, language.value, card);
    const said = inWords === undefined ? undefined : valueOf(attribute, request, chosen ?? {}, inWords);
    return {
      name: attribute, label: labelOf((said && inWords) || attribute, types.value, language.value),
      value: said ? `${said} (${written})` : written,
    };
  });
  return (
    <section class="panel seen" aria-labelledby="seen">
      <h2 id="seen"><Icon name="eye" />{isPast ? said.shared : said.seen}</h2>
      {rows.length ? <Rows rows={rows} /> : <p>{said.seenNone}</p>}
    </section>
  );
}

export function Proved({ request }: { request: Request }): JSX.Element | null {
  const { request: said, app } = words.value;
  if (!request.proved.length) return null;
  return (
    <section class="panel proved" aria-labelledby="proved">
      <h2 id="proved"><Icon name="shield" />{said.proved}</h2>
      <ul>
        {request.proved.map((each) => (
          <li key={`${each.attribute}${each.comparison}${each.value}`}>
            <strong>{proofSentence(each, types.value, language.value, { ...said, or: app.or })}</strong>
            <span class={each.given_away ? "fault" : "soft"}>{each.given_away ? said.given : said.stays}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** On the card that would be shown: the attribute's value, or that of another attribute of the same card. */
function valueOf(attribute: string, request: Request, chosen: Chosen, other = attribute): string | undefined {
  for (const [position, group] of request.groups.entries()) {
    if (!group.revealed.includes(attribute)) continue;
    const wanted = chosen[String(position)];
    const card = group.candidates.find((each) => each.credential_id === wanted) ?? group.candidates.find((each) => !each.revoked) ?? group.candidates[0];
    const value = card?.summary[other];
    if (value !== undefined) return value;
  }
  return undefined;
}
