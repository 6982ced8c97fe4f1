// What carries commands and frames: a WebSocket here, requests in requests.ts. Not here: when which (via).
import type { AnyCommand, AnySaid } from "../protocol.ts";
import type { Via } from "./link.ts";

const SUBPROTOCOL = "menteo.v1";
const FRAME_BYTES = 60 * 1024;
const REMEMBERED = "menteo.via";

export interface Transport {
  send(commands: readonly AnyCommand[]): void;
  close(): void;
}

/** Who listens to a transport; after its `close` nothing more is heard of it. */
export interface Hearing {
  opened(): void;
  heard(said: readonly AnySaid[]): void;
  closed(code: number, reason: string): void;
}

export function openSocket(url: string, hearing: Hearing): Transport {
  const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")), SUBPROTOCOL);
  socket.onopen = () => hearing.opened();
  socket.onmessage = (message: MessageEvent<string>) => hearing.heard(decode(message.data));
  socket.onclose = (closing) => hearing.closed(closing.code, closing.reason);
  return {
    send(commands) {
      if (socket.readyState !== WebSocket.OPEN) return;
      for (const frame of packed(commands)) socket.send(JSON.stringify(frame.length === 1 ? frame[0] : frame));
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

/** The commands in their order, as frames that the server takes. */
export function packed(commands: readonly AnyCommand[]): AnyCommand[][] {
  const frames: AnyCommand[][] = [];
  let room = 0;
  for (const command of commands) {
    const size = new TextEncoder().encode(JSON.stringify(command)).length;
    if (size > room) {
      frames.push([]);
      room = FRAME_BYTES;
    }
    frames.at(-1)!.push(command);
    room -= size;
  }
  return frames;
}

/** What the last page of this tab was connected by, so that the next one need not find out again. */
export function rememberedVia(): Via {
  return withStorage((storage) => (storage.getItem(REMEMBERED) === "requests" ? "requests" : "socket")) ?? "socket";
}

export function rememberVia(via: Via): void {
  withStorage((storage) => (via === "requests" ? storage.setItem(REMEMBERED, via) : storage.removeItem(REMEMBERED)));
}

/** Some browsers throw at the mere name of a storage that is switched off. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function decode(text: string): AnySaid[] {
  const said = JSON.parse(text) as AnySaid | AnySaid[];
  return Array.isArray(said) ? said : [said];
}
