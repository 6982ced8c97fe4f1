// A person's photo or initials; the name always stands beside it. Not here: presence (room/people).
import type { PersonCard } from "../protocol.ts";

export function Avatar({ card, size }: { card: PersonCard | undefined; size?: "small" }) {
  const role = card?.role === "mentor" || card?.role === "mentee" ? ` avatar--${card.role}` : "";
  return (
    <span class={`avatar${size ? ` avatar--${size}` : ""}${role}`} aria-hidden="true">
      {card?.photo ? <img src={card.photo} alt="" loading="lazy" /> : initials(card?.name ?? "")}
    </span>
  );
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word ?? "")[0] ?? "").join("").toUpperCase();
}
