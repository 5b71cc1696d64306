// Whether the service can be reached, as the last call found it.
import { signal } from "@preact/signals";

export type Seen = "there" | "gone";
export const isOnline = signal(true);
const whenBack = new Set<() => void>();

export function note(seen: Seen): void {
  const wasOnline = isOnline.peek();
  isOnline.value = seen === "there";
  if (!wasOnline && seen === "there") whenBack.forEach((tell) => tell());
}

/** `tell` is called each time the service is reached again; answers how to stop that. */
export function onReturn(tell: () => void): () => void {
  whenBack.add(tell);
  return () => whenBack.delete(tell);
}
