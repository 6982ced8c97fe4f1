// Keeps unsent entries of group rooms in IndexedDB; each belongs to one tab while it lives. Not here: sealed rooms, sending.
import type { Entry } from "./link.ts";

interface Kept {
  readonly clientId: string;
  readonly person: string;
  readonly tab: string;
  readonly entry: Entry;
}

const DATABASE = "menteo";
const STORE = "outbox";

export interface Shelf {
  keep(entry: Entry): Promise<void>;
  forget(clientId: string): Promise<void>;
  adopt(): Promise<Entry[]>;
}

/** The shelf of one person in one tab; a browser without storage keeps nothing and loses nothing else. */
export function openShelf(person: string, tab: string): Shelf {
  void holdLock(`menteo.tab.${tab}`);
  return {
    keep: (entry) => write((store) => store.put({ clientId: entry.clientId, person, tab, entry } satisfies Kept)),
    forget: (clientId) => write((store) => store.delete(clientId)),
    adopt: () => withLock(`menteo.adopt.${person}`, () => adopt(person, tab)),
  };
}

/** Forget all that a person left unsent on this device. */
export async function emptyShelf(person: string): Promise<void> {
  for (const kept of await mine(person)) await write((store) => store.delete(kept.clientId));
}

export async function countKept(person: string): Promise<number> {
  return (await mine(person)).length;
}

/** Take over what tabs that are gone have left, oldest first; its outcome is unknown, so it counts as tried. */
async function adopt(person: string, tab: string): Promise<Entry[]> {
  const locks = (await navigator.locks?.query())?.held ?? [];
  const alive = new Set(locks.map((lock) => lock.name));
  const orphans = (await mine(person)).filter((kept) => !alive.has(`menteo.tab.${kept.tab}`));
  for (const kept of orphans) await write((store) => store.put({ ...kept, tab }));
  return orphans.map((kept) => tried(kept.entry)).sort((a, b) => a.at - b.at);
}

function tried(entry: Entry): Entry {
  return entry.state === "refused" ? entry : { ...entry, state: "queued", tries: Math.max(1, entry.tries), notBefore: 0 };
}

async function mine(person: string): Promise<Kept[]> {
  const all = await transact<Kept[]>("readonly", (store) => store.getAll());
  return (all ?? []).filter((kept) => kept.person === person);
}

async function write(how: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  await transact("readwrite", how);
}

async function transact<T>(mode: IDBTransactionMode, how: (store: IDBObjectStore) => IDBRequest): Promise<T | null> {
  const database = await openDatabase();
  if (!database) return null;
  return new Promise((resolve) => {
    const transaction = database.transaction(STORE, mode);
    const request = how(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result as T);
    transaction.onabort = () => resolve(null);
  });
}

let opening: Promise<IDBDatabase | null> | null = null;

function openDatabase(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "clientId" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  return opening;
}

async function holdLock(name: string): Promise<void> {
  await navigator.locks?.request(name, () => new Promise(() => undefined));
}

async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
