// A list that is read a page at a time: the first anew whenever something changes, further ones when one asks for them.
import { useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useAct } from "./act";
import { useRead } from "./read";

interface Pages<P> {
  /** Empty until the first was read. */
  pages: readonly P[];
  problem: Problem | null;
  again: () => void;
  isBusy: boolean;
  /** Undefined on the last page. */
  more: (() => void) | undefined;
}

/** `read` gives the page that `next` of the page before names, or the first. */
export function usePages<P>(read: (at: string | null) => Promise<P>, next: (page: P) => string | null, when: readonly unknown[]): Pages<P> {
  const first = useRead(() => read(null), when);
  const [further, setFurther] = useState<P[]>([]);
  const act = useAct();
  const pages = first.value ? [first.value, ...further] : [];
  const last = pages.at(-1);
  const at = last ? next(last) : null;
  const more = at === null ? undefined : (): void => act.run(async () => setFurther([...further, await read(at)]));
  return { pages, problem: act.problem ?? first.problem, again: first.again, isBusy: act.isBusy, more };
}
