// Whether the service can be reached, as the last call found it; while it cannot, it is tried every few seconds.
import { signal } from "@preact/signals";

export type Seen = "there" | "gone";
const PAUSE_MS = 4000;
export const isOnline = signal(true);
const whenBack = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

export function note(seen: Seen): void {
  const wasOnline = isOnline.peek();
  isOnline.value = seen === "there";
  if (seen === "gone") timer ??= setInterval(() => void probe(), PAUSE_MS);
  if (seen === "gone" || wasOnline) return;
  clearInterval(timer);
  timer = undefined;
  whenBack.forEach((tell) => tell());
}

/** `tell` is called each time the service is reached again; answers how to stop that. */
export function onReturn(tell: () => void): () => void {
  whenBack.add(tell);
  return () => whenBack.delete(tell);
}

export function startConnection(): void {
  addEventListener("online", () => void probe());
  addEventListener("offline", () => note("gone"));
}

async function probe(): Promise<void> {
  await fetch("/health/live", { cache: "no-store" }).then(() => note("there"), () => note("gone"));
}
