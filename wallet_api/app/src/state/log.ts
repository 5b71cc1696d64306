// What this phone saw of the service's log. A log that does not continue it was rewritten: then the phone warns, and
// keeps both, which prove it to anybody. Kept also when one signs out: it says nothing of a person.
import { signal } from "@preact/signals";
import { call } from "../api/client";
import { continues, isSigned, logKey, type Tree } from "../domain/growth";
import { keep, kept } from "../offline/kept";

export interface Seen extends Tree {
  checkpoint: string;
  /** Of the log, as it was told at first. */
  key: string;
}

export interface Broken {
  seen: Seen;
  shown: Tree & { checkpoint: string; consistency: readonly string[] };
}

const SEEN = "log-seen";
const BROKEN = "log-broken";
export const brokenLog = signal<Broken | null>(null);

/** Look whether the log only grew. Without a connection, or where no checkpoint is published, it is looked again later. */
export async function checkLog(): Promise<void> {
  brokenLog.value = (await kept<Broken>(BROKEN)) ?? null;
  if (brokenLog.value) return;
  try {
    await compare(await kept<Seen>(SEEN));
  } catch {
    // as said above; what is not understood here is never taken for a proof of something
  }
}

async function compare(seen: Seen | undefined): Promise<void> {
  const shown = await call("get", "/v1/log", { query: { seen_size: seen?.size ?? 0 } });
  const key = seen?.key ?? logKey((await call("get", "/v1/log/trust")) as { policy?: unknown });
  if (key === undefined) return;
  const isWhole = (await isSigned(shown.checkpoint, key, shown)) !== false;
  if (isWhole && (!seen || (await continues(seen, shown, shown.consistency)))) {
    await keep(SEEN, { size: shown.size, root: shown.root, checkpoint: shown.checkpoint, key } satisfies Seen);
  } else if (seen) {
    brokenLog.value = { seen, shown };
    await keep(BROKEN, brokenLog.value);
  }
}
