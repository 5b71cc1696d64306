// The service worker: keeps the shell of the app, so that it opens without a connection. Answers of the API are not kept,
// but for how the types of cards look, which is about nobody.
/// <reference lib="webworker" />

declare const __SHELL__: string[];
declare const __VERSION__: string;
const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `shell-${__VERSION__}`;
const TYPES = "/v1/card-types";
const WORDS = "words";

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then(async (cache) => {
      await cache.addAll(__SHELL__.map((path) => new Request(path, { cache: "reload" })));
      await cache.add(TYPES).catch(() => undefined);
      await worker.skipWaiting();
    }),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      await Promise.all(names.filter((name) => name !== CACHE && name !== WORDS).map((name) => caches.delete(name)));
      await worker.clients.claim();
    }),
  );
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === "/") event.respondWith(freshOr(event.request, "/"));
  } else if (url.pathname === TYPES) event.respondWith(freshOr(event.request, TYPES));
  else if (url.pathname.startsWith("/assets/") || url.pathname.startsWith("/icons/") || url.pathname === "/manifest.webmanifest")
    event.respondWith(keptOr(event.request));
});

/** From the network; what is kept where there is none. */
async function freshOr(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(path, response.clone());
    return response;
  } catch (gone) {
    const found = await cache.match(path);
    if (found) return found;
    throw gone;
  }
}

/** What is kept, since its name changes with what is in it; else from the network, and kept. */
async function keptOr(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

type Words = Record<string, string>;

worker.addEventListener("push", (event) => event.waitUntil(tell(event.data)));

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened());
});

/** That there is something new, in the words that the app kept last; nothing of what it is comes with it. */
async function tell(data: PushMessageData | null): Promise<void> {
  const kept = await caches.match("/words", { cacheName: WORDS });
  const words = ((await kept?.json().catch(() => null)) ?? {}) as Words;
  const news = kindOf(data);
  const language = words["language"] ?? "en";
  const body = words[news] ?? words["other"] ?? "There is something new in your wallet.";
  const form = { body, tag: news, icon: "/icons/icon-192.png", lang: language, dir: language === "ar" ? "rtl" : "ltr" } as const;
  await worker.registration.showNotification(words["title"] ?? "Health wallet", form);
}

function kindOf(data: PushMessageData | null): string {
  try {
    return String((data?.json() as { news?: unknown }).news);
  } catch {
    return "other";
  }
}

async function opened(): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: "window" });
  await (open ? open.focus() : worker.clients.openWindow("/"));
}
