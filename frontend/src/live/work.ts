// One step in the making: the link being changed, the effects so far. Not here: any decision (connection, lanes).
import type { AnyCommand } from "../protocol.ts";
import type { Clock } from "./clock.ts";
import type { Effect, Link, Question } from "./link.ts";

export interface Work {
  link: { -readonly [Key in keyof Link]: Link[Key] };
  readonly clock: Clock;
  readonly effects: Effect[];
}

export function question(work: Work, asked: Question): number {
  const ref = work.link.ref;
  work.link.ref += 1;
  work.link.asked = { ...work.link.asked, [ref]: asked };
  return ref;
}

export function send(work: Work, one: AnyCommand): void {
  work.effects.push({ do: "send", commands: [one] });
}

export function remove(work: Work, clientId: string): void {
  const entry = work.link.outbox.find((one) => one.clientId === clientId);
  work.link.outbox = work.link.outbox.filter((one) => one !== entry);
  if (entry?.kept) work.effects.push({ do: "forget", clientId });
}
