// Where in the app one is, by the address behind the #: `#/card/ID`. No server sees it.
import { signal } from "@preact/signals";

export interface Route {
  name: string;
  id: string;
}

export const route = signal<Route>({ name: "", id: "" });

export function readHash(hash: string): Route {
  const [, name = "", id = ""] = /^#\/([^/?]*)\/?([^?]*)/.exec(hash) ?? [];
  return { name, id: decodeURIComponent(id) };
}

export function startRouting(): void {
  const follow = (): void => {
    const next = readHash(location.hash);
    if (next.name !== route.peek().name || next.id !== route.peek().id) route.value = next;
  };
  addEventListener("hashchange", follow);
  follow();
}

export const to = (name: string, id = ""): string => `#/${name}${id ? `/${encodeURIComponent(id)}` : ""}`;

export function go(name: string, id = ""): void {
  location.hash = to(name, id);
}

/** As `go`, leaving no step to come back to. */
export function goInstead(name: string, id = ""): void {
  history.replaceState(null, "", to(name, id));
  route.value = { name, id };
}

/** The text of a link that was opened directly: `#/scan?text=...` or, from the page of a code, `#link=...`. */
export function textInHash(hash: string): string | null {
  const found = /^#\/scan\?text=(.+)$/s.exec(hash) ?? /^#link=(.+)$/s.exec(hash);
  if (!found?.[1]) return null;
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1];
  }
}

/** Where in this app a link of the app itself leads: another phone's code for taking a wallet over, say. */
export function ownPlace(text: string, origin: string): string | null {
  const start = `${origin}/#/`;
  return text.trim().startsWith(start) ? text.trim().slice(origin.length + 1) : null;
}
