// What stands around every screen: the band that says whose cards these are, the note on the connection, the menu.
import { computed } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isOnline } from "../api/connection";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { route, to } from "../state/route";
import { account, phase, recoveryCode, wallet, walletId } from "../state/session";
import { isAsking } from "../state/verified";
import { waiting } from "../state/wallet";
import { BrokenLog } from "./broken-log";
import { Icon, type IconName } from "./icons";

const MAIN: readonly string[] = ["", "activity", "more"];
const BANDS = 5;

/** The number of the colour of a wallet that one keeps for somebody; 0 is one's own. */
const band = computed(() => {
  const others = (account.value?.wallets ?? []).filter((each) => each.relation === "guardian");
  return (others.findIndex((each) => each.wallet_id === walletId.value) % BANDS) + 1;
});

export function Shell({ children }: { children: ComponentChildren }): JSX.Element {
  const isIn = phase.value === "in" || phase.value === "offline";
  const hasMenu = isIn && recoveryCode.value === null && MAIN.includes(route.value.name);
  return (
    <div class={`app ${hasMenu ? "with-menu" : ""}`}>
      <a class="skip" href={location.hash || "#/"} onClick={toMain}>{words.value.app.skip}</a>
      {isIn && <PersonBand />}
      <div role="status">
        {!isOnline.value && <p class="offline"><Icon name="warn" />{words.value.network.gone}</p>}
      </div>
      {hasMenu && <BrokenLog />}
      {children}
      {hasMenu && <Menu />}
      <Confirming />
    </div>
  );
}

function toMain(event: Event): void {
  event.preventDefault();
  const main = document.getElementById("main");
  main?.querySelector<HTMLElement>("h1")?.focus();
}

function PersonBand(): JSX.Element | null {
  const open = wallet.value;
  const several = (account.value?.wallets.length ?? 0) > 1;
  if (!open || (!several && open.relation === "own")) return null;
  return (
    <header class={`band band-${band.value}`}>
      <Icon name="person" />
      <span class="band-name"><bdi>{fill(words.value.home.titleOf, { name: open.label })}</bdi></span>
      <a href={to("people")}>{words.value.people.switch}</a>
    </header>
  );
}

function Menu(): JSX.Element {
  const nav = words.value.nav;
  const count = waiting.value.offers.length + waiting.value.requests.length + waiting.value.consents.length;
  const entries: [string, IconName, string][] = [["", "card", nav.cards], ["scan", "scan", nav.scan], ["activity", "clock", nav.activity], ["more", "more", nav.more]];
  return (
    <nav class="menu" aria-label={nav.label}>
      {entries.map(([name, icon, label]) => (
        <a key={name} href={to(name)} aria-current={route.value.name === name ? "page" : undefined}>
          <Icon name={icon} />
          <span>{label}</span>
          {name === "" && count > 0 && <span class="count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}

/** While the phone asks for face, finger or code, nothing else can be done. */
function Confirming(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isAsking.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isAsking.value]);
  return (
    <dialog ref={dialog} class="confirming" aria-labelledby="confirming" onCancel={(event) => event.preventDefault()}>
      <Icon name="lock" large />
      <h2 id="confirming" tabIndex={-1}>{words.value.confirm.title}</h2>
      <p>{words.value.confirm.lead}</p>
    </dialog>
  );
}
