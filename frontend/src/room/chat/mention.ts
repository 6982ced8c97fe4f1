// Completing "@na" to a member's name: pure rules over the text and the caret. Not here: the list that offers them (composer).
import type { PersonCard } from "../../protocol.ts";

const MOST = 6;

/** What stands between an @ and the caret, or null when no mention is being written. */
export function mentionAt(text: string, caret: number): string | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}.'’-]{0,30}(?: [\p{L}\p{N}.'’-]{0,30})?)$/u.exec(text.slice(0, caret));
  return found ? found[1]! : null;
}

/** The people whose name, or a word of it, begins like the query. */
export function candidates(people: readonly PersonCard[], query: string): PersonCard[] {
  const wanted = query.toLocaleLowerCase();
  const fits = (name: string) => name.startsWith(wanted) || name.split(" ").some((word) => word.startsWith(wanted));
  return people.filter((card) => fits(card.name.toLocaleLowerCase())).slice(0, MOST);
}

/** The text with the mention completed, and where the caret goes. */
export function complete(text: string, caret: number, name: string): [string, number] {
  const query = mentionAt(text, caret) ?? "";
  const start = caret - query.length;
  const space = text.slice(caret).startsWith(" ") ? "" : " ";
  return [text.slice(0, start) + name + space + text.slice(caret), start + name.length + 1];
}
