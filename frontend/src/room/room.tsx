// The entry of the room's page: <live-room> mounts the room that the page brings along. Not here: the room itself (whole).
import { render } from "preact";
import { pageLive } from "../live/page_link.ts";
import { pageBoot } from "../ui/boot.ts";
// Every page with a connection has it: named here too, it stays in the one file of all of them.
import "../ui/dialog.tsx";
import { RoomModel } from "./model.ts";
import { Guard, Room } from "./whole.tsx";

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

customElements.define("live-room", LiveRoom);
