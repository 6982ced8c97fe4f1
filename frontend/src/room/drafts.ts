// What somebody has begun to write, kept per person and room. Sealed rooms: in memory only. Not here: what was sent (outbox).

const PREFIX = "menteo.draft.";
const memory = new Map<string, string>();

export interface Draft {
  read(): string;
  write(text: string): void;
}

export function draftOf(person: string, room: string, isSealed: boolean): Draft {
  const key = `${PREFIX}${person}.${room}`;
  if (isSealed) return { read: () => memory.get(key) ?? "", write: (text) => void memory.set(key, text) };
  return {
    read: () => attempt(() => localStorage.getItem(key)) ?? "",
    write: (text) => void attempt(() => (text ? localStorage.setItem(key, text) : localStorage.removeItem(key))),
  };
}

/** Forget every draft of a person on this device. */
export function forgetDrafts(person: string): void {
  attempt(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}${person}.`)) localStorage.removeItem(key);
  });
}

export function hasSealedDraft(): boolean {
  return [...memory.values()].some((text) => text.trim());
}

/** A browser may forbid storage; then nothing is kept. */
function attempt<T>(how: () => T): T | null {
  try {
    return how();
  } catch {
    return null;
  }
}
