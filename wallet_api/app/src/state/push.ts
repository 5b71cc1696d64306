// Notifications of this device: the browser subscribes, the service keeps by which address. A note says only of which kind the news is.
import { call } from "../api/client";
import { bytes } from "../api/passkeys";
import { ownProblem } from "../api/problem";
import { language, words } from "../i18n/words";

const WORDS = "words";
export type Notifying = "on" | "off" | "denied" | "unsupported" | "none";

export async function notifying(): Promise<Notifying> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
  const { server_key, is_subscribed } = await call("get", "/v1/account/push");
  if (server_key === null) return "none";
  if (Notification.permission === "denied") return "denied";
  return is_subscribed && (await subscription()) ? "on" : "off";
}

/** Asks the person, by the browser's own question; answers what came of it. */
export async function notify(): Promise<Notifying> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const { server_key } = await call("get", "/v1/account/push");
  if (server_key === null) return "none";
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: bytes(server_key) })
    .catch(() => Promise.reject(ownProblem("no-push")));
  await sent(made);
  await keepWords();
  return "on";
}

export async function stopNotifying(): Promise<Notifying> {
  await call("delete", "/v1/account/push");
  await (await subscription())?.unsubscribe();
  return "off";
}

/** The words in which the worker tells, in the language of now; it has no other way to them. */
export async function keepWords(): Promise<void> {
  if (!("caches" in window)) return;
  const { notes } = words.value;
  const said = { ...notes.news, title: words.value.app.name, language: language.value };
  await (await caches.open(WORDS)).put("/words", new Response(JSON.stringify(said)));
}

async function sent(made: PushSubscription): Promise<void> {
  const { endpoint, keys } = made.toJSON();
  const body = { endpoint: endpoint ?? "", keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } };
  await call("post", "/v1/account/push", { body });
}

async function subscription(): Promise<PushSubscription | null> {
  return (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null;
}
