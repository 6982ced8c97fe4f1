// Tells the site what this tab knows of its person: input, none for a while, or not looked at. Not here: others' presence.
import type { PresenceState } from "../protocol.ts";
import type { Live } from "./socket.ts";

const TELL_EVERY_MS = 60_000;
const IDLE_AFTER_MS = 5 * 60_000;
// A page that is left or loaded again is hidden first: that is no going away.
const AWAY_AFTER_MS = 2_000;
const INPUTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export function watchActivity(live: Live): void {
  let state: PresenceState = "active";
  let toldAt = 0;
  let timer = 0;

  function tell(next: PresenceState): void {
    const now = Date.now();
    if (next === state && (next !== "active" || now - toldAt < TELL_EVERY_MS)) return;
    [state, toldAt] = [next, now];
    live.dispatch({ on: "notice", notice: { type: "presence.activity", data: { state } } });
  }

  function look(): void {
    clearTimeout(timer);
    if (document.visibilityState === "visible") stir();
    else timer = window.setTimeout(() => tell("away"), AWAY_AFTER_MS);
  }

  function stir(): void {
    if (document.visibilityState !== "visible") return;
    clearTimeout(timer);
    timer = window.setTimeout(() => tell("idle"), IDLE_AFTER_MS);
    tell("active");
  }

  for (const input of INPUTS) addEventListener(input, stir, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  live.onNews((news) => {
    if (news.type !== "welcome") return;
    toldAt = Date.now();
    live.dispatch({ on: "notice", notice: { type: "presence.activity", data: { state } } });
  });
  if (document.visibilityState !== "visible") state = "away";
  stir();
}
