// The room itself: head, chat, what lies beside and over it, and what it does while it is shown. Not here: its parts.
import { Component, type ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Later } from "../ui/later.tsx";
import { Toasts } from "../ui/toast.tsx";
import { ConnectionBar } from "./bar.tsx";
import { Chat } from "./chat/chat.tsx";
import { over } from "./chat/deeds.ts";
import { Failed } from "./failed.tsx";
import { Head } from "./head.tsx";
import { onRoomKey } from "./keys.ts";
import type { RoomModel } from "./model.ts";
import { LATER, Side, Tabs } from "./side.tsx";
import { guardLeaving, keepTime, tendNewLine, tendViewport } from "./watch.ts";

const LATER_MS = 4_000;
const loadOver = () => import("./over.tsx");
const loadShut = () => import("./shut.tsx");

export function Room({ model }: { model: RoomModel }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onRoomKey(event, model);
    document.addEventListener("keydown", onKey);
    const ends = [keepTime(model), tendNewLine(model), tendViewport(), guardLeaving(model), bringLater(model)];
    return () => {
      document.removeEventListener("keydown", onKey);
      ends.forEach((end) => end());
    };
  }, []);
  if (model.state.value.gone) return <div class="room"><Later load={loadShut} with={{ model }} /></div>;
  return (
    <div class={model.isSealed ? "room room--work" : "room"} data-pane={model.pane.value} data-wide={model.isWide.value} data-phase={model.link.value.phase}>
      <Head model={model} />
      <div class="room__chat">
        <ConnectionBar model={model} />
        <Chat model={model} />
      </div>
      <Tabs model={model} />
      <Side model={model} />
      {over.value && <Later load={loadOver} with={{ model }} />}
      <Toasts />
    </div>
  );
}

/** What the room can begin without comes a while after it: what lies over it, and what the board says of messages. */
function bringLater(model: RoomModel): () => void {
  const timer = setTimeout(() => {
    void loadOver().catch(() => undefined);
    if (model.isSealed) void LATER.goals().then(({ boardOf }) => boardOf(model), () => undefined);
  }, LATER_MS);
  return () => clearTimeout(timer);
}

/** A fault in drawing ends in words and an id, never in an empty page. */
export class Guard extends Component<{ children: ComponentChildren }, { id: string | null }> {
  override state = { id: null as string | null };

  override componentDidCatch(fault: unknown): void {
    const id = crypto.randomUUID().slice(0, 8);
    console.error(`room ${id}`, fault);
    this.setState({ id });
  }

  override render(): ComponentChildren {
    return this.state.id ? <Failed id={this.state.id} /> : this.props.children;
  }
}
