// What the phone itself keeps, in IndexedDB: enough to show the masked list without a connection, and what was begun.
// Never a value of a card, never a token. Where the browser keeps nothing (private windows), it lasts as long as the page.

const NAME = "salus";
const STORE = "kept";
const STAYS = ["log-seen", "log-broken"];
const memory = new Map<string, unknown>();
let opening: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("closed"));
  });
  return opening;
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const transaction = (await database()).transaction(STORE, mode);
    return await new Promise<T>((resolve, reject) => {
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("aborted"));
    });
  } catch {
    return undefined;
  }
}

export async function keep(key: string, value: unknown): Promise<void> {
  memory.set(key, value);
  await run("readwrite", (store) => store.put(value, key));
}

export async function kept<T>(key: string): Promise<T | undefined> {
  return memory.has(key) ? (memory.get(key) as T) : await run("readonly", (store) => store.get(key) as IDBRequest<T>);
}

export async function forget(key: string): Promise<void> {
  memory.delete(key);
  await run("readwrite", (store) => store.delete(key));
}

/** All but what says nothing of a person, and is of use only if it stays: what was seen of the service's log. */
export async function forgetAll(): Promise<void> {
  const staying = await Promise.all(STAYS.map(async (key) => [key, await kept(key)] as const));
  memory.clear();
  await run("readwrite", (store) => store.clear());
  for (const [key, value] of staying) if (value !== undefined) await keep(key, value);
}
