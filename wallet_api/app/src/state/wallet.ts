// What is in the open wallet: cards, offers, requests. Read anew whenever the service tells that something changed.
import { computed, effect, signal, untracked } from "@preact/signals";
import { call } from "../api/client";
import { onReturn } from "../api/connection";
import { asProblem, type Problem } from "../api/problem";
import type { Card, CardType, Consent, Emergency, Offer, Request } from "../api/types";
import { type CardGroup, groupCards, masked } from "../domain/cards";
import { phaseOf } from "../domain/consents";
import { forget, keep, kept } from "../offline/kept";
import { follow, sawEnding } from "./events";
import { receipt } from "./leaving";
import { look, phase, walletId } from "./session";

export const types = signal<readonly CardType[]>([]);
export const cards = signal<readonly Card[] | null>(null);
export const offers = signal<readonly Offer[]>([]);
export const requests = signal<readonly Request[]>([]);
export const consents = signal<readonly Consent[]>([]);
export const emergencies = signal<readonly Emergency[]>([]);
export const problem = signal<Problem | null>(null);
/** The list as it was last seen, while there is no other. */
const remembered = signal<readonly CardGroup[] | null>(null);

export const groups = computed<readonly CardGroup[] | null>(() =>
  cards.value ? groupCards(cards.value) : remembered.value,
);
export const isRemembered = computed(() => cards.value === null && remembered.value !== null);
export const waiting = computed(() => ({
  offers: offers.value.filter((each) => each.state === "offered" || each.state === "accepting"),
  requests: requests.value.filter((each) => each.state === "asked" || each.state === "presenting"),
  consents: consents.value.filter((each) => phaseOf(each, new Date()) === "waiting"),
}));

/** The path of the open wallet, for calls. */
export function inWallet(): { wallet_id: string } {
  return { wallet_id: walletId.peek() ?? "" };
}

export function startWallet(): void {
  void readTypes();
  onReturn(() => void reload());
  effect(() => {
    const id = walletId.value;
    const isIn = phase.value === "in";
    return untracked(() => opened(id, isIn));
  });
}

function opened(id: string | null, isIn: boolean): (() => void) | undefined {
  cards.value = remembered.value = problem.value = null;
  offers.value = requests.value = [];
  consents.value = emergencies.value = [];
  if (!id) return undefined;
  void kept<CardGroup[]>(`cards:${id}`).then((list) => {
    if (walletId.peek() === id && list) remembered.value = list;
  });
  if (!isIn) return undefined;
  void reload();
  return follow(id, () => void reload(), () => void endedElsewhere(id));
}

async function endedElsewhere(id: string): Promise<void> {
  await forget(`cards:${id}`);
  sawEnding.value = receipt.peek() === null;
  await look();
}

let loading: Promise<void> | undefined;
let isStale = false;

/** Read all lists. Asked for while that goes on, they are read once more, and who asked hears of it after that. */
export function reload(): Promise<void> {
  isStale = true;
  loading ??= readUntilFresh();
  return loading;
}

async function readUntilFresh(): Promise<void> {
  while (isStale) {
    isStale = false;
    await readLists();
  }
  loading = undefined;
}

async function readLists(): Promise<void> {
  const path = inWallet();
  if (!path.wallet_id || phase.peek() !== "in") return;
  const isStill = (): boolean => walletId.peek() === path.wallet_id;
  try {
    await Promise.all([
      call("get", "/v1/wallets/{wallet_id}/offers", { path }).then((read) => isStill() && (offers.value = read.offers)),
      call("get", "/v1/wallets/{wallet_id}/requests", { path }).then((read) => isStill() && (requests.value = read.requests)),
      call("get", "/v1/wallets/{wallet_id}/consents", { path }).then((read) => isStill() && (consents.value = read.consents)),
      call("get", "/v1/wallets/{wallet_id}/emergencies", { path }).then((read) => isStill() && (emergencies.value = read.emergencies)),
      call("get", "/v1/wallets/{wallet_id}/credentials", { path }).then((read) => isStill() && (cards.value = read.credentials)),
    ]);
    problem.value = null;
    if (isStill()) await keep(`cards:${path.wallet_id}`, groupCards(cards.peek() ?? []).map(masked));
  } catch (thrown) {
    if (isStill()) problem.value = asProblem(thrown);
  }
}

async function readTypes(): Promise<void> {
  try {
    types.value = (await call("get", "/v1/card-types")).card_types;
  } catch {
    onReturn(() => types.value.length === 0 && void readTypes());
  }
}
