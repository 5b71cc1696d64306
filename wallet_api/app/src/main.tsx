// The start: language, where one is, who is signed in; and a link that was opened directly goes on once there is a wallet.
import { effect } from "@preact/signals";
import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/cards.css";
import "./styles/print.css";
import { onReturn, startConnection } from "./api/connection";
import { App } from "./app";
import { startLanguage } from "./i18n/words";
import { goInstead, startRouting, textInHash } from "./state/route";
import { checkLog } from "./state/log";
import { keepText, resumeScan } from "./state/scanning";
import { startLeaving } from "./state/leaving";
import { phase, recoveryCode, startSession, walletId } from "./state/session";
import { goOnNotifying, keepWords } from "./state/push";
import { startWallet } from "./state/wallet";

async function start(): Promise<void> {
  startLanguage();
  startConnection();
  void startLeaving();
  await takeLink();
  startRouting();
  addEventListener("hashchange", () => void takeLink().then((taken) => taken && phase.peek() === "in" && resumeScan()));
  render(<App />, document.getElementById("app") as HTMLElement);
  startWallet();
  effect(() => void keepWords());
  await startSession();
  goOnWhenSignedIn();
  if (import.meta.env.PROD && "serviceWorker" in navigator) await navigator.serviceWorker.register("/sw.js");
}

/** A text in the address is kept and taken out of it: it would stay in the history. */
async function takeLink(): Promise<boolean> {
  const text = textInHash(location.hash);
  if (text === null) return false;
  await keepText(text);
  goInstead("scan");
  return true;
}

function goOnWhenSignedIn(): void {
  onReturn(() => phase.peek() === "in" && recoveryCode.peek() === null && void resumeScan());
  let wasReady = false;
  effect(() => {
    const isReady = phase.value === "in" && walletId.value !== null && recoveryCode.value === null;
    if (isReady && !wasReady) {
      void resumeScan();
      void checkLog();
      void goOnNotifying().catch(() => undefined); // the next start tries again
    }
    wasReady = isReady;
  });
}

void start();
