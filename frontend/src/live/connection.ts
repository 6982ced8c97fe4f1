// The connection as a pure function: step(link, input, clock) -> [link, effects]. Not here: sockets, timers, storage (socket).
import type { AnyCommand, AnySaid, Bye, Ping, Reply, Welcome } from "../protocol.ts";
import { backoff, ANSWER_MS, HANDSHAKE_MS, OFFLINE_RETRY_MS, STEADY_MS, silence, type Clock } from "./clock.ts";
import { arrive, begin, catchUp, closeLane, laneAnswered, opened, retryLanes } from "./lanes.ts";
import { type Effect, type Entry, type Input, type Link, isEvent, unavailable } from "./link.ts";
import { answered, command, isNext, mayBeStored, ready, unsettled } from "./outbox.ts";
import { fallsBack, hello } from "./via.ts";
import { type Work, question, remove, send } from "./work.ts";

// Messages: a burst comes as few frames, each of many.
const ACK_CHARACTERS = 65_536;
const STOP_FROM = 4400;

export function step(link: Link, input: Input, clock: Clock): [Link, Effect[]] {
  const work: Work = { link: { ...link }, clock, effects: [] };
  take(work, input);
  flush(work);
  return [work.link, joined(work.effects)];
}

/** When the link next needs a tick, if nothing else happens. */
export function nextAlarm(link: Link, now: number): number | null {
  if (link.phase === "closed") return null;
  const times = [link.until ?? Infinity];
  if (link.phase === "live") {
    times.push(...Object.values(link.asked).map((question) => question.due));
    times.push(...Object.values(link.lanes).map((lane) => lane.askAgainAt ?? Infinity));
    times.push(...link.outbox.map((entry) => (entry.state === "queued" && entry.notBefore > now ? entry.notBefore : Infinity)));
  }
  return Math.min(...times);
}

function take(work: Work, input: Input): void {
  switch (input.on) {
    case "opened": return greet(work);
    case "frame": return frame(work, input.said, input.size);
    case "closed": return lost(work, input.code, input.reason);
    case "switched": return switched(work, input.said);
    case "tick": return tick(work);
    case "online": return hurry(work, true);
    case "wake": return hurry(work, false);
    case "offline": return goOffline(work);
    case "join": return begin(work, input.room, input.cursor);
    case "ask": return ask(work, input);
    case "notice": return work.link.phase === "live" ? send(work, input.notice) : undefined;
    case "write": return write(work, input.entry);
    case "restore": return restore(work, input.entries);
    case "drop": return remove(work, input.clientId);
    case "cancel": return cancel(work, input.clientId, input.by);
  }
}

function greet({ link, clock, effects }: Work): void {
  if (link.phase !== "connecting") return;
  Object.assign(link, { phase: "greeting", until: clock.now + HANDSHAKE_MS, liveSince: clock.now, frames: 0, unacked: 0 });
  effects.push({ do: "send", commands: [hello(link)] });
}

function frame(work: Work, said: readonly AnySaid[], size: number): void {
  const { link } = work;
  if (link.phase !== "live" && link.phase !== "greeting") return;
  link.frames += 1;
  link.unacked += size;
  if (link.phase === "live") link.until = work.clock.now + link.silenceMs;
  for (const one of said) hear(work, one);
  if (link.phase === "live" && link.unacked >= ACK_CHARACTERS) acknowledge(work, "ack");
}

function hear(work: Work, said: AnySaid): void {
  if (work.link.phase === "closed" || work.link.phase === "waiting") return;
  if (isEvent(said)) return arrive(work, said);
  switch (said.type) {
    case "welcome": return welcomed(work, said);
    case "reply": return replied(work, said);
    case "ping": return pinged(work, said);
    case "bye": return dismissed(work, said);
    case "room.behind": return catchUp(work, said.room);
    case "room.gone": closeLane(work, said.room);
  }
  work.effects.push({ do: "tell", news: { type: "said", said } });
}

function welcomed(work: Work, { data }: Welcome): void {
  const { link, clock } = work;
  // Each poll may be answered by another process, which greets anew.
  if (link.phase !== "greeting" && link.via === "socket") return;
  const silenceMs = silence(data.ping_s);
  if (link.via === "socket") link.failures = 0;
  Object.assign(link, { phase: "live", silenceMs, until: clock.now + silenceMs, troubledSince: null, limits: data.limits });
  work.effects.push({ do: "tell", news: { type: "welcome", data } });
  for (const room of Object.keys(link.lanes)) {
    const slice = data.rooms[room];
    if (slice) opened(work, room, slice);
    else catchUp(work, room);
  }
}

/** What is under way by requests is sent again by the socket: one way at a time carries what is to be stored. */
function switched(work: Work, said: readonly AnySaid[]): void {
  forgetConnection(work);
  Object.assign(work.link, { via: "socket", phase: "greeting", frames: 0, unacked: 0 });
  frame(work, said, 0);
}

function replied(work: Work, reply: Reply): void {
  const question = work.link.asked[reply.ref];
  if (!question) return;
  const { [reply.ref]: _, ...others } = work.link.asked;
  work.link.asked = others;
  if (question.for === "view") {
    work.effects.push({ do: "answer", token: question.token, done: reply.data, error: reply.ok ? null : reply.error });
  } else if (question.for === "lane") laneAnswered(work, question.room, reply);
  else settle(work, question.clientId, reply);
}

function settle(work: Work, clientId: string, reply: Reply): void {
  const entry = work.link.outbox.find((one) => one.clientId === clientId);
  if (!entry) return;
  // What the server waits for is stored already, or was taken back: only another connection does not wait for it.
  if (reply.error?.code === "behind" && isNext(work.link.outbox, entry)) return leave(work);
  const next = answered(entry, reply, work.link.lanes[entry.room], work.clock.now);
  if (next === null) return remove(work, clientId);
  change(work, clientId, () => next);
}

function pinged(work: Work, { data }: Ping): void {
  acknowledge(work, "pong");
  for (const [room, head] of Object.entries(data.heads)) {
    const cursor = work.link.lanes[room]?.cursor;
    if (!cursor) continue;
    const other = head.epoch !== cursor.epoch || (head.seq === cursor.seq && !!head.tag && head.tag !== cursor.tag);
    if (other || head.seq > cursor.seq) catchUp(work, room);
  }
}

function acknowledge(work: Work, type: "ack" | "pong"): void {
  work.link.unacked = 0;
  send(work, { type, data: { frames: work.link.frames } });
}

function dismissed(work: Work, { data }: Bye): void {
  work.effects.push({ do: "hang_up" });
  if (data.code >= STOP_FROM) stop(work, data.code, data.reason);
  else wait(work, data.retry_ms);
}

function lost(work: Work, code: number, reason: string): void {
  if (work.link.phase === "closed") return;
  if (code >= STOP_FROM && code < 5000) stop(work, code, reason);
  else if (work.link.phase !== "offline" && work.link.phase !== "waiting") leave(work);
}

function stop(work: Work, code: number, reason: string): void {
  forgetConnection(work);
  const troubledSince = work.link.troubledSince ?? work.clock.now;
  Object.assign(work.link, { phase: "closed", until: null, stop: { code, reason }, troubledSince });
}

/** Leave whatever phase there is, and come back after the backoff. */
function wait(work: Work, retryMs: number | null): void {
  const { link, clock } = work;
  const steady = link.phase === "live" && clock.now - link.liveSince >= STEADY_MS;
  const attempt = steady ? 0 : link.attempt;
  forgetConnection(work);
  const until = clock.now + backoff(attempt, clock.chance, retryMs);
  Object.assign(link, { phase: "waiting", until, attempt: attempt + 1, troubledSince: link.troubledSince ?? clock.now });
}

function forgetConnection({ link, effects }: Work): void {
  for (const question of Object.values(link.asked)) {
    if (question.for === "view") effects.push({ do: "answer", token: question.token, done: null, error: unavailable() });
  }
  const lanes = Object.entries(link.lanes).map(([id, lane]) => [id, { ...lane, catching: false, askAgainAt: null, held: [] }]);
  Object.assign(link, { asked: {}, outbox: unsettled(link.outbox), lanes: Object.fromEntries(lanes) });
}

function goOffline(work: Work): void {
  const { link, clock, effects } = work;
  if (link.phase === "closed" || link.phase === "offline") return;
  if (link.phase !== "waiting") effects.push({ do: "hang_up" });
  wait(work, null);
  Object.assign(link, { phase: "offline", until: clock.now + OFFLINE_RETRY_MS });
}

/** The network is back, the tab is looked at, or somebody pressed "Try now". */
function hurry(work: Work, fresh: boolean): void {
  if (work.link.phase !== "waiting" && work.link.phase !== "offline") return;
  if (fresh) work.link.attempt = 0;
  connect(work);
}

function connect({ link, clock, effects }: Work): void {
  Object.assign(link, { phase: "connecting", until: clock.now + HANDSHAKE_MS });
  effects.push({ do: "connect" });
}

function tick(work: Work): void {
  const { link, clock } = work;
  const late = link.phase === "live" && Object.values(link.asked).some((question) => question.due <= clock.now);
  if (late || (link.until !== null && link.until <= clock.now)) timeOut(work);
  else if (link.phase === "live") retryLanes(work);
}

function timeOut(work: Work): void {
  if (work.link.phase === "waiting" || work.link.phase === "offline") connect(work);
  else leave(work);
}

/** An attempt failed, or the connection is of no use: wait, unless there is another way to try. */
function leave(work: Work): void {
  work.effects.push({ do: "hang_up" });
  if (fallsBack(work)) connect(work);
  else wait(work, null);
}

function ask(work: Work, input: Extract<Input, { on: "ask" }>): void {
  const { link, effects } = work;
  if (link.phase !== "live") {
    effects.push({ do: "answer", token: input.token, done: null, error: unavailable() });
    return;
  }
  const ref = question(work, { for: "view", token: input.token, due: work.clock.now + ANSWER_MS });
  send(work, { ...input.ask, ref } as AnyCommand);
}

function write(work: Work, entry: Entry): void {
  work.link.outbox = [...work.link.outbox, entry];
  if (entry.kept) work.effects.push({ do: "keep", entry });
}

function restore(work: Work, entries: readonly Entry[]): void {
  const known = new Set(work.link.outbox.map((entry) => entry.clientId));
  const fresh = entries.filter((entry) => !known.has(entry.clientId));
  work.link.outbox = [...fresh, ...work.link.outbox];
}

function change(work: Work, clientId: string, how: (entry: Entry) => Entry): void {
  work.link.outbox = work.link.outbox.map((entry) => {
    if (entry.clientId !== clientId) return entry;
    const next = how(entry);
    if (next.state === "stored") work.effects.push({ do: "forget", clientId });
    else if (next.kept) work.effects.push({ do: "keep", entry: next });
    return next;
  });
}

/** Take back what may have been stored: a delete by client_id also bars that id if nothing was. */
function cancel(work: Work, clientId: string, by: string): void {
  const entry = work.link.outbox.find((one) => one.clientId === clientId);
  if (!entry) return;
  remove(work, clientId);
  if (!mayBeStored(entry)) return;
  const deed = { type: "message.delete", data: { sent_as: clientId } } as const;
  write(work, { ...entry, clientId: by, deed, state: "queued", tries: 0, notBefore: 0, error: null });
}

function flush(work: Work): void {
  const { link, clock } = work;
  if (link.phase !== "live") return;
  // Two requests may reach two processes, and the second one does not know that the first was refused for a while.
  const most = link.via === "requests" ? 1 : link.limits.in_flight;
  for (const entry of ready(link.outbox, clock.now, most)) {
    const ref = question(work, { for: "entry", clientId: entry.clientId, due: clock.now + ANSWER_MS });
    send(work, command(entry, ref));
    const sent = { ...entry, state: "sent" } as const;
    link.outbox = link.outbox.map((one) => (one.clientId === entry.clientId ? sent : one));
  }
}

/** Neighbouring sends leave as one array frame. */
function joined(effects: Effect[]): Effect[] {
  const out: Effect[] = [];
  for (const effect of effects) {
    const last = out.at(-1);
    if (effect.do === "send" && last?.do === "send") out[out.length - 1] = { do: "send", commands: [...last.commands, ...effect.commands] };
    else out.push(effect);
  }
  return out;
}
