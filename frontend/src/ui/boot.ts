// What the page brings along for its islands: boot state and words. Not here: acting on them.
import type { Boot } from "../protocol.ts";
import { loadWords } from "./words.ts";

let found: Boot | null = null;

/** The page's boot state, read once; the words are loaded with it. */
export function pageBoot(): Boot {
  if (found) return found;
  const boot = json<Boot>("boot");
  if (!boot) throw new Error("The page has no boot state.");
  loadWords({ ...json("words"), ...json("board-words") }, boot.me.language);
  found = boot;
  return boot;
}

function json<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return field?.value ?? /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
