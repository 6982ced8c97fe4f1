// The entry of the room's page: <live-room> mounts the room that the page brings along. Not here: its parts.
import { Component, type ComponentChildren, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pageLive } from "../live/page_link.ts";
import { pageBoot } from "../ui/boot.ts";
import { Ask, Dialog } from "../ui/dialog.tsx";
import { EmojiGrid } from "../ui/emoji.tsx";
import { Icon } from "../ui/icon.tsx";
import { Toasts } from "../ui/toast.tsx";
import { t } from "../ui/words.ts";
import { ConnectionBar } from "./bar.tsx";
import { Sheet } from "./chat/actions.tsx";
import { Chat } from "./chat/chat.tsx";
import { askDelete, over } from "./chat/deeds.ts";
import { Head } from "./head.tsx";
import { onRoomKey, Shortcuts } from "./keys.tsx";
import { RoomModel } from "./model.ts";
import { People } from "./people.tsx";
import { Failed, Shut } from "./states.tsx";
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

type Pane = "chat" | "people";

function Room({ model }: { model: RoomModel }) {
  const [pane, show] = useState<Pane>("chat");
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onRoomKey(event, model);
    document.addEventListener("keydown", onKey);
    const ends = [keepTime(model), tendNewLine(model), tendViewport(), guardLeaving(model)];
    return () => {
      document.removeEventListener("keydown", onKey);
      ends.forEach((end) => end());
    };
  }, []);
  if (model.state.value.gone) return <div class="room"><Shut model={model} /></div>;
  return (
    <div class="room" data-pane={pane} data-phase={model.link.value.phase}>
      <Head model={model} />
      <div class="room__chat">
        <ConnectionBar model={model} />
        <Chat model={model} />
      </div>
      <People model={model} />
      <Tabs pane={pane} onShow={show} />
      <Over model={model} />
      <Toasts />
    </div>
  );
}

/** On a narrow screen one pane at a time. */
function Tabs({ pane, onShow }: { pane: Pane; onShow: (pane: Pane) => void }) {
  const tab = (one: Pane, icon: string) => (
    <button type="button" class="room-tabs__one" aria-pressed={pane === one} onClick={() => onShow(one)}>
      <Icon name={icon} />{t(`room.${one}`)}
    </button>
  );
  return <div class="room-tabs" role="group" aria-label={t("room.panes")}>{tab("chat", "message-circle")}{tab("people", "users-round")}</div>;
}

/** Whatever lies over the room. */
function Over({ model }: { model: RoomModel }) {
  const now = over.value;
  const close = () => void (over.value = null);
  if (!now) return null;
  switch (now.what) {
    case "keys": return <Shortcuts onClose={close} />;
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
