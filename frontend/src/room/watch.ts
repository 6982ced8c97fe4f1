// What the room watches in its page: time, attention, the keyboard on the screen, leaving. Each returns how to stop it.
import { effect } from "@preact/signals";
import { isUnsent } from "../live/outbox.ts";
import { hasSealedDraft } from "./drafts.ts";
import type { RoomModel } from "./model.ts";

const TICK_MS = 1_000;

/** Ends typing lines, counts down to the next attempt, and lets "Today" become "Yesterday". */
export function keepTime(model: RoomModel): () => void {
  const timer = setInterval(() => {
    const { troubledSince } = model.link.peek();
    const isBusy = troubledSince !== null || Object.keys(model.state.peek().typing).length > 0;
    if (isBusy || Date.now() - model.now.peek() > 60_000) model.tick();
    if (model.isAtEnd.peek()) model.markRead();
  }, TICK_MS);
  return () => clearInterval(timer);
}

/** The "New" line stays where it is while the room is looked at, and moves on when somebody comes back to it. */
export function tendNewLine(model: RoomModel): () => void {
  const look = () => {
    if (document.visibilityState !== "visible") return;
    const { readNo, messageNo } = model.state.peek();
    if (readNo < messageNo) model.apply({ type: "new_line", after: readNo });
    if (model.isAtEnd.peek()) model.markRead();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    removeEventListener("focus", look);
  };
}

/** Where the keyboard covers the page instead of shrinking it, lift the room above it. */
export function tendViewport(): () => void {
  const viewport = window.visualViewport;
  const lift = () => {
    const covered = viewport ? Math.max(0, innerHeight - viewport.height - viewport.offsetTop) : 0;
    document.documentElement.style.setProperty("--keyboard", `${Math.round(covered)}px`);
  };
  viewport?.addEventListener("resize", lift);
  viewport?.addEventListener("scroll", lift);
  return () => {
    viewport?.removeEventListener("resize", lift);
    viewport?.removeEventListener("scroll", lift);
  };
}

/** Words of a sealed room live in this page alone, so leaving it asks first. */
export function guardLeaving(model: RoomModel): () => void {
  if (!model.isSealed) return () => undefined;
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  let isArmed = false;
  const arm = () => {
    const wanted = hasSealedDraft() || model.link.peek().outbox.some((entry) => !entry.kept && isUnsent(entry));
    if (wanted === isArmed) return;
    isArmed = wanted;
    if (wanted) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  };
  const stop = effect(() => {
    model.link.value;
    arm();
  });
  document.addEventListener("input", arm);
  return () => {
    stop();
    document.removeEventListener("input", arm);
    removeEventListener("beforeunload", ask);
  };
}
