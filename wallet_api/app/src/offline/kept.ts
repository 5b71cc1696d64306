// What the phone itself keeps, in IndexedDB: enough to show the masked list without a connection, and what was begun.
// Never a value of a card, never a token. Where the browser keeps nothing (private windows), it lasts as long as the page.

const NAME = "salus";
const STORE = "kept";
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

export async function forgetAll(): Promise<void> {
  memory.clear();
  await run("readwrite", (store) => store.clear());
}
