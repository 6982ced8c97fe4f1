// The entry of the room's page: <live-room> mounts the room that the page brings along. Not here: its parts.
import { Component, type ComponentChildren, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pageLive } from "../live/page_link.ts";
import { pageBoot } from "../ui/boot.ts";
import { Ask, Dialog } from "../ui/dialog.tsx";
import { EmojiGrid } from "../ui/emoji.tsx";
import { Later } from "../ui/later.tsx";
import { Toasts } from "../ui/toast.tsx";
import { t } from "../ui/words.ts";
import { ConnectionBar } from "./bar.tsx";
import { Sheet } from "./chat/actions.tsx";
import { Chat } from "./chat/chat.tsx";
import { askDelete, over } from "./chat/deeds.ts";
import { Failed } from "./failed.tsx";
import { Head } from "./head.tsx";
import { onRoomKey } from "./keys.ts";
import { RoomModel } from "./model.ts";
import { Side, Tabs, firstPane } from "./side.tsx";
import { guardLeaving, keepTime, tendNewLine, tendViewport } from "./watch.ts";

class LiveRoom extends HTMLElement {
  connectedCallback(): void {
    const boot = pageBoot();
    if (!boot.room) return;
    const model = new RoomModel(boot, boot.room, pageLive());
    this.replaceChildren();
    render(<Guard><Room model={model} /></Guard>, this);
  }

  disconnectedCallback(): void {
    render(null, this);
  }
}

const loadShortcuts = () => import("./shortcuts.tsx");
const loadShut = () => import("./shut.tsx");

function Room({ model }: { model: RoomModel }) {
  const [pane, show] = useState(firstPane);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onRoomKey(event, model);
    document.addEventListener("keydown", onKey);
    const ends = [keepTime(model), tendNewLine(model), tendViewport(), guardLeaving(model)];
    return () => {
      document.removeEventListener("keydown", onKey);
      ends.forEach((end) => end());
    };
  }, []);
  if (model.state.value.gone) return <div class="room"><Later load={loadShut} with={{ model }} /></div>;
  return (
    <div class={model.isSealed ? "room room--work" : "room"} data-pane={pane} data-phase={model.link.value.phase}>
      <Head model={model} />
      <div class="room__chat">
        <ConnectionBar model={model} />
        <Chat model={model} />
      </div>
      <Tabs model={model} pane={pane} onShow={show} />
      <Side model={model} pane={pane} />
      <Over model={model} />
      <Toasts />
    </div>
  );
}

/** Whatever lies over the room. */
function Over({ model }: { model: RoomModel }) {
  const now = over.value;
  const close = () => void (over.value = null);
  if (!now) return null;
  switch (now.what) {
    case "keys": return <Later load={loadShortcuts} with={{ onClose: close }} />;
    case "sheet": return <Sheet model={model} message={now.message} onClose={close} onDelete={() => askDelete(model, now.message)} />;
    case "react": {
      const pick = (emoji: string) => {
        close();
        model.react(now.message, emoji);
      };
      return <Dialog title={t("message.react")} onClose={close}><EmojiGrid onPick={pick} /></Dialog>;
    }
    case "delete": return (
      <Ask
        title={t("message.delete.title")} text={t("message.delete.text")} yes={t("message.delete")} no={t("message.delete.keep")}
        onYes={() => model.remove(now.message)} onClose={close}
      />
    );
  }
}

/** A fault in drawing ends in words and an id, never in an empty page. */
class Guard extends Component<{ children: ComponentChildren }, { id: string | null }> {
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

customElements.define("live-room", LiveRoom);
