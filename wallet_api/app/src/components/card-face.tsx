// A card as one sees it: the colours of its type, by what a person knows it, and its state.
import type { JSX } from "preact";
import type { CardType } from "../api/types";
import type { CardGroup, CardState } from "../domain/cards";
import { readDay, writeDay } from "../domain/dates";
import { fill, listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { types } from "../state/wallet";
import { cardIcon, Icon } from "./icons";

type Shown = Pick<CardGroup, "type" | "titles" | "subtitle" | "day" | "until" | "state">;

export function cardType(name: string | null | undefined): CardType | undefined {
  return types.value.find((each) => each.name === name);
}

export function typeLabel(name: string | null | undefined): string {
  return cardType(name)?.label[language.value] ?? (name ?? "").replace(/_/g, " ");
}

export function CardFace({ card, isLarge }: { card: Shown; isLarge?: boolean }): JSX.Element {
  const type = cardType(card.type);
  const day = card.day ? readDay(card.day) : undefined;
  const title = listed(card.titles, language.value);
  const isOver = card.state === "revoked" || card.state === "replaced";
  const colours = type && !isOver ? { background: type.background, color: type.text } : {};
  return (
    <div class={`card ${isOver ? "over" : ""} ${isLarge ? "large" : ""}`} style={colours}>
      <div class="card-top">
        <span class="card-type">{typeLabel(card.type)}</span>
        <Icon name={cardIcon(type?.icon)} large />
      </div>
      {title ? <p class="card-title"><bdi>{title}</bdi></p> : <p class="card-title">{day ? writeDay(day, language.value) : ""}</p>}
      {card.subtitle && <p class="card-subtitle"><bdi>{card.subtitle}</bdi></p>}
      <div class="card-bottom">
        <span>{title && day ? writeDay(day, language.value) : ""}</span>
        <StateChip state={card.state} until={card.until} />
      </div>
    </div>
  );
}

export function StateChip({ state, until }: { state: CardState; until: string | null }): JSX.Element {
  const said = words.value.state;
  const end = state === "expiring" && until ? readDay(until) : undefined;
  const text = end ? fill(said.until, { date: writeDay(end, language.value) }) : said[state];
  const icon = state === "valid" ? "check" : state === "unknown" ? "clock" : "warn";
  return (
    <span class={`chip ${state}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}
