// Notifications of this device: the browser subscribes, the service keeps by which address. A note says only of which kind the news is.
import { call } from "../api/client";
import { bytes, text } from "../api/passkeys";
import { ownProblem } from "../api/problem";
import { mending } from "../domain/notes";
import { language, words } from "../i18n/words";
import { forget, keep, kept } from "../offline/kept";

const WORDS = "words";
const SENT = "push-address";
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
  await sent(await subscribed(server_key));
  await keepWords();
  return "on";
}

/** At each start: what the browser ended or changed without asking is made or sent anew. */
export async function goOnNotifying(): Promise<void> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) || Notification.permission !== "granted") return;
  const { server_key, is_subscribed } = await call("get", "/v1/account/push");
  const made = await subscription();
  const present = made && { address: made.endpoint, key: keyOf(made) };
  const what = mending({ sent: await kept<string>(SENT), isKnown: is_subscribed, present, serverKey: server_key });
  if (what === "subscribe" && server_key !== null) {
    await made?.unsubscribe(); // one for another key stands in the way
    await sent(await subscribed(server_key));
  } else if (what === "send" && made) await sent(made);
}

export async function stopNotifying(): Promise<Notifying> {
  await call("delete", "/v1/account/push");
  await forget(SENT);
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
  await keep(SENT, endpoint);
}

async function subscribed(serverKey: string): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  return await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: bytes(serverKey) })
    .catch(() => Promise.reject(ownProblem("no-push")));
}

function keyOf(made: PushSubscription): string {
  const key = made.options.applicationServerKey;
  return key === null ? "" : text(key);
}

async function subscription(): Promise<PushSubscription | null> {
  return (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null;
}
