// What carries commands and frames: a WebSocket here, requests in requests.ts. Not here: when which (via).
import type { AnyCommand, AnySaid } from "../protocol.ts";
import type { Input } from "./link.ts";

const SUBPROTOCOL = "menteo.v1";

export interface Transport {
  send(commands: readonly AnyCommand[]): void;
  close(): void;
}

/** Who listens to a transport; after its `close` nothing more is heard of it. */
export type Hear = (heard: Extract<Input, { on: "opened" | "frame" | "closed" }>) => void;

export function openSocket(url: string, hear: Hear): Transport {
  const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")), SUBPROTOCOL);
  socket.onopen = () => hear({ on: "opened" });
  // A frame is one message or an array of them.
  socket.onmessage = (frame: MessageEvent<string>) => hear({ on: "frame", size: frame.data.length, said: [JSON.parse(frame.data) as AnySaid | AnySaid[]].flat() });
  socket.onclose = (closing) => hear({ on: "closed", code: closing.code, reason: closing.reason });
  return {
    send: (commands) => socket.send(JSON.stringify(commands)),
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
