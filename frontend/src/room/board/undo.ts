// Own deeds of this page that can be taken back, newest last (pure). Not here: doing it (model), the words about it (toast).
import type { Changes } from "../../protocol.ts";

const MOST = 100;

export interface Step {
  readonly clientId: string;
  /** What the deed did, in a few words; said again when it is offered and taken back. */
  readonly words: string;
  /** Known once the deed is stored. */
  readonly seq: number | null;
  readonly inverse: Changes;
  /** Asked to be taken back before it was stored. */
  readonly isWanted: boolean;
}

export type Steps = readonly Step[];

export function noted(steps: Steps, clientId: string, words: string): Steps {
  return [...steps, { clientId, words, seq: null, inverse: {}, isWanted: false }].slice(-MOST);
}

export function stored(steps: Steps, clientId: string, seq: number, inverse: Changes): Steps {
  return steps.map((step) => (step.clientId === clientId ? { ...step, seq, inverse } : step));
}

export function without(steps: Steps, clientId: string): Steps {
  return steps.filter((step) => step.clientId !== clientId);
}

export function wanted(steps: Steps, clientId: string): Steps {
  return steps.map((step) => (step.clientId === clientId ? { ...step, isWanted: true } : step));
}

/** The newest deed that is not being taken back already. */
export function newest(steps: Steps): Step | undefined {
  return steps.findLast((step) => !step.isWanted);
}
