// The one connection of this page, shared by its islands. Not here: how it works (socket, connection).
import { pageBoot } from "../ui/boot.ts";
import { watchActivity } from "./activity.ts";
import { Live } from "./socket.ts";

let live: Live | null = null;

export function pageLive(): Live {
  if (live) return live;
  const { me, urls, limits } = pageBoot();
  live = new Live(urls, me.id, limits);
  watchActivity(live);
  return live.start();
}
