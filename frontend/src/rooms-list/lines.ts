// The rooms list as a value: lines and what changes their counts. Not here: drawing it (rooms-list).
import type { News } from "../live/link.ts";
import type { RoomLine } from "../protocol.ts";

export function unread(line: RoomLine): number {
  return Math.max(0, line.message_no - line.read_no);
}

export function totalUnread(lines: readonly RoomLine[]): number {
  return lines.reduce((sum, line) => sum + unread(line), 0);
}

export function heed(lines: readonly RoomLine[], news: News, me: string): readonly RoomLine[] {
  if (news.type === "welcome") return news.data.unread;
  if (news.type === "event" && news.event.type === "message.sent") {
    const { no, by } = news.event.data.message;
    return moved(lines, news.event.room, no, by === me ? no : 0);
  }
  if (news.type === "said" && news.said.type === "room.moved") {
    return moved(lines, news.said.room, news.said.data.message_no, news.said.data.read_no ?? 0);
  }
  return lines;
}

/** Numbers only ever grow, so what arrives late changes nothing. */
export function moved(lines: readonly RoomLine[], room: string, messageNo: number, readNo: number): readonly RoomLine[] {
  return lines.map((line) => {
    if (line.id !== room) return line;
    return { ...line, message_no: Math.max(line.message_no, messageNo), read_no: Math.max(line.read_no, readNo) };
  });
}

/** The next room with something unread, going round from the one shown. */
export function nextUnread(lines: readonly RoomLine[], shown: string | null, by: 1 | -1): RoomLine | null {
  const at = lines.findIndex((line) => line.id === shown);
  for (let i = 1; i <= lines.length; i += 1) {
    const line = lines[(((at === -1 && by === -1 ? 0 : at) + by * i) % lines.length + lines.length) % lines.length]!;
    if (line.id !== shown && unread(line) > 0) return line;
  }
  return null;
}
