// Cards as a person thinks of them: what came of one event is one card, and each has one state, which the service tells.
import type { Card } from "../api/types";

export type CardState = Card["state"];

/** What the list shows, and what is kept for when there is no connection. */
export interface CardGroup {
  id: string;
  type: string | null;
  titles: string[];
  subtitle: string;
  day: string | null;
  until: string | null;
  /** As the register names it; empty for somebody unknown. */
  issuer: string;
  /** What its issuer calls itself. */
  claimed: string;
  state: CardState;
  credentialIds: string[];
}

/** Cards of one event and one state together; in force first, then the newest first. */
export function groupCards(cards: readonly Card[]): CardGroup[] {
  const groups = new Map<string, CardGroup>();
  for (const card of [...cards].sort(byTitle)) {
    const { state } = card;
    const id = isOver(state) ? `${card.group_id}-${state}` : card.group_id;
    const known = groups.get(id);
    if (!known) {
      groups.set(id, {
        id, type: card.credential_type, titles: card.title ? [card.title] : [], subtitle: card.subtitle, day: card.day,
        until: card.until, issuer: card.issuer?.name ?? "", claimed: card.claimed_label, state, credentialIds: [card.credential_id],
      });
      continue;
    }
    if (card.title && !known.titles.includes(card.title)) known.titles.push(card.title);
    known.credentialIds.push(card.credential_id);
    known.state = worse(known.state, state);
    if (card.until && (!known.until || card.until < known.until)) known.until = card.until;
  }
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || (b.day ?? "").localeCompare(a.day ?? ""));
}

/** What may be kept on the phone: no title, no name, no value; and that it was valid then says nothing of later. */
export function masked(group: CardGroup): CardGroup {
  return { ...group, titles: [], subtitle: "", issuer: "", claimed: "", state: group.state === "valid" ? "unknown" : group.state };
}

export const isOver = (state: CardState): boolean => state === "revoked" || state === "replaced";

const ORDER: CardState[] = ["valid", "unknown", "expiring", "expired", "replaced", "revoked"];
const worse = (one: CardState, other: CardState): CardState => (ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other);
const rank = (group: CardGroup): number => (isOver(group.state) ? 1 : 0);
const byTitle = (a: Card, b: Card): number => a.title.localeCompare(b.title) || a.credential_id.localeCompare(b.credential_id);
