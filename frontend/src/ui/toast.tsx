// Short words that come and go at the lower edge, and what only a screen reader is told. Not here: lasting states.
import { signal } from "@preact/signals";

const STAYS_MS = 6_000;
const toast = signal<{ text: string; no: number } | null>(null);
const spoken = signal("");
let no = 0;

export function show(text: string): void {
  no += 1;
  const mine = no;
  toast.value = { text, no: mine };
  setTimeout(() => toast.value?.no === mine && (toast.value = null), STAYS_MS);
}

/** Tell a screen reader, politely. */
export function say(text: string): void {
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

export function Toasts() {
  return (
    <>
      <div class="toasts" role="status">{toast.value && <p class="toast" key={toast.value.no}>{toast.value.text}</p>}</div>
      <p class="visually-hidden" aria-live="polite">{spoken.value}</p>
    </>
  );
}
