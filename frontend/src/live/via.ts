// Which way the connection takes: a socket, or requests where sockets are blocked. Not here: carrying anything (transport).
import type { AnyCommand } from "../protocol.ts";
import type { Link } from "./link.ts";
import type { Work } from "./work.ts";

const FAILURES_UNTIL_REQUESTS = 3;

export function hello(link: Link): Extract<AnyCommand, { type: "hello" }> {
  const rooms = Object.fromEntries(Object.entries(link.lanes).map(([id, lane]) => [id, lane.cursor]));
  return { type: "hello", data: { client: link.client, language: link.language, tab: link.tab, person: link.person, rooms } };
}

/** Note that an attempt failed before it was live; true when requests are worth trying at once. */
export function fallsBack({ link }: Work): boolean {
  if (link.phase === "live") return false;
  const isBlocked = link.via === "socket" && ++link.failures >= FAILURES_UNTIL_REQUESTS;
  // Where requests fail as well it is not the socket that is blocked.
  link.via = isBlocked ? "requests" : "socket";
  return isBlocked;
}
