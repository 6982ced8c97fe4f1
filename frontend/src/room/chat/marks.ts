// Setting marks around a selection: pure rules over text. Not here: what marks mean (ui/format).

export interface Selection {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Put the sign on both sides of the selection, or take it away where it stands already. */
export function wrapped({ text, start, end }: Selection, sign: string): Selection {
  const size = sign.length;
  if (text.slice(start - size, start) === sign && text.slice(end, end + size) === sign) {
    return { text: text.slice(0, start - size) + text.slice(start, end) + text.slice(end + size), start: start - size, end: end - size };
  }
  return { text: text.slice(0, start) + sign + text.slice(start, end) + sign + text.slice(end), start: start + size, end: end + size };
}
