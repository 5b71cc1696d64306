// The stream of what changes in a wallet. It carries ids only: whatever comes, the lists are read anew.
import { signal } from "@preact/signals";
import { renewed } from "../api/client";

const KINDS = ["scan.changed", "offer.changed", "request.changed", "credential.expiring", "credential.replaced", "credential.revoked", "credential.deleted", "consent.requested", "consent.changed", "consent.used", "record.deposited", "emergency.used", "emergency.refused", "emergency-card.changed"];
const ENDING = "wallet.ending";
const PAUSE_MS = 3000;
/** Counts up with each event, for a screen that waits for one thing. */
export const tick = signal(0);
/** Whether a card was revoked while the app was open. */
export const sawRevocation = signal(false);

/** Whether a wallet that was open here was deleted elsewhere. */
export const sawEnding = signal(false);

/** `tell` is called when the stream opens (anything may have happened before) and at each event; `ended`
 * when the wallet is being deleted. Answers how to stop. */
export function follow(walletId: string, tell: () => void, ended: () => void): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let isOver = false;

  const open = (): void => {
    if (isOver) return;
    source = new EventSource(`/v1/wallets/${encodeURIComponent(walletId)}/events`);
    const changed = (): void => {
      tick.value++;
      tell();
    };
    source.onopen = changed;
    for (const kind of KINDS) source.addEventListener(kind, changed);
    source.addEventListener("credential.revoked", () => (sawRevocation.value = true));
    source.addEventListener(ENDING, ended);
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      timer = window.setTimeout(() => void renewed().catch(() => undefined).then(open), PAUSE_MS);
    };
  };

  open();
  return () => {
    isOver = true;
    source?.close();
    window.clearTimeout(timer);
  };
}
