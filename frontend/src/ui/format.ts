// The inline grammar of messages: text to nodes. rooms/markup.py reads the same; tests/fixtures/markup.json holds both to it.

export type Inline =
  | string
  | { readonly t: "b" | "i"; readonly of: readonly Inline[] }
  | { readonly t: "code"; readonly text: string }
  | { readonly t: "a"; readonly href: string }
  | { readonly t: "at"; readonly person: string; readonly name: string }
  | { readonly t: "br" };
export type Block =
  | { readonly t: "p" | "quote"; readonly of: readonly Inline[] }
  | { readonly t: "ul"; readonly items: readonly (readonly Inline[])[] }
  | { readonly t: "ol"; readonly start: number; readonly items: readonly (readonly Inline[])[] }
  | { readonly t: "pre"; readonly text: string };
/** Who can be mentioned: id by name. */
export type Names = Readonly<Record<string, string>>;

type Line = { kind: "p" | "quote" | "ul" | "ol"; text: string; start: number };

const BLANK = " \t\n\u00a0";
const URL_ENDS = BLANK + '<>"`';
const URL_TAIL = ".,;:!?'*_";

export function parse(source: string, names: Names = {}): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  let run: Line[] = [];
  const end = () => {
    if (run.length) blocks.push(block(run, names));
    run = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const text = lines[i]!;
    if (text.startsWith("```")) {
      end();
      const [code, last] = fenced(lines, i);
      blocks.push({ t: "pre", text: code });
      i = last;
    } else if (!text.trim()) end();
    else {
      const line = lineOf(text);
      if (run[0] && run[0].kind !== line.kind) end();
      run.push(line);
    }
  }
  end();
  return blocks;
}

/** The code of a fence that opens on line `from`, and the line that it ends on. */
function fenced(lines: readonly string[], from: number): [string, number] {
  const head = lines[from]!;
  if (head.length > 6 && head.endsWith("```")) return [head.slice(3, -3), from];
  const close = lines.findIndex((line, i) => i > from && line.startsWith("```"));
  const to = close === -1 ? lines.length : close;
  return [lines.slice(from + 1, to).join("\n"), to];
}

function lineOf(text: string): Line {
  if (text.startsWith(">")) return { kind: "quote", text: text.slice(text.startsWith("> ") ? 2 : 1), start: 0 };
  if (/^[-*•] ./.test(text)) return { kind: "ul", text: text.slice(2), start: 0 };
  const numbered = /^([0-9]{1,3})[.)] (.+)$/.exec(text);
  if (numbered) return { kind: "ol", text: numbered[2]!, start: Number(numbered[1]) };
  return { kind: "p", text, start: 0 };
}

function block(run: readonly Line[], names: Names): Block {
  const kind = run[0]!.kind;
  if (kind === "p" || kind === "quote") return { t: kind, of: inline(run.map((line) => line.text).join("\n"), names) };
  const items = run.map((line) => inline(line.text, names));
  return kind === "ul" ? { t: "ul", items } : { t: "ol", start: run[0]!.start, items };
}

function inline(text: string, names: Names): Inline[] {
  const chars = Array.from(text);
  return new Reader(chars, names).read(0, chars.length, "");
}

class Reader {
  readonly chars: readonly string[];
  readonly names: readonly [string[], string][];

  constructor(chars: readonly string[], names: Names) {
    this.chars = chars;
    const byLength = Object.entries(names).sort(([a], [b]) => b.length - a.length);
    this.names = byLength.map(([name, id]) => [Array.from(name), id]);
  }

  /** The nodes between two places; `open` names the marks that already stand around them. */
  read(from: number, to: number, open: string): Inline[] {
    const nodes: Inline[] = [];
    const missing = new Set<string>();
    let plain = "";
    let i = from;
    while (i < to) {
      const found = this.special(i, to, open, missing);
      if (!found) plain += this.chars[i++]!;
      else {
        if (plain) nodes.push(plain);
        plain = "";
        nodes.push(found[0]);
        i = found[1];
      }
    }
    if (plain) nodes.push(plain);
    return nodes;
  }

  special(i: number, to: number, open: string, missing: Set<string>): [Inline, number] | null {
    const char = this.chars[i]!;
    if (char === "\n") return [{ t: "br" }, i + 1];
    if (char === "`") return this.code(i, to);
    if (char === "*" && this.chars[i + 1] === "*" && i + 1 < to) return open.includes("b") ? null : this.mark("**", i, to, open, missing);
    if (char === "*" || char === "_") return open.includes("i") ? null : this.mark(char, i, to, open, missing);
    if (char === "h") return this.link(i, to);
    if (char === "@") return this.mention(i, to);
    return null;
  }

  code(i: number, to: number): [Inline, number] | null {
    const close = this.chars.indexOf("`", i + 1);
    if (close === -1 || close >= to || close === i + 1) return null;
    const text = this.chars.slice(i + 1, close).join("");
    return text.includes("\n") ? null : [{ t: "code", text }, close + 1];
  }

  /** Bold or italic: no blank inside next to the marks; italic needs a word boundary outside. */
  mark(sign: string, i: number, to: number, open: string, missing: Set<string>): [Inline, number] | null {
    const start = i + sign.length;
    if (missing.has(sign) || start >= to || BLANK.includes(this.chars[start]!)) return null;
    if (sign !== "**" && this.isWord(i - 1)) return null;
    for (let j = start + 1; j + sign.length <= to; j += 1) {
      if (!this.closes(sign, j, to)) continue;
      const t = sign === "**" ? "b" : "i";
      return [{ t, of: this.read(start, j, open + t) }, j + sign.length];
    }
    missing.add(sign);
    return null;
  }

  closes(sign: string, j: number, to: number): boolean {
    if (this.chars[j] !== sign[0] || BLANK.includes(this.chars[j - 1]!)) return false;
    if (sign === "**") return this.chars[j + 1] === "*";
    const doubled = sign === "*" && (this.chars[j - 1] === "*" || (this.chars[j + 1] === "*" && j + 1 < to));
    return !doubled && !this.isWord(j + 1);
  }

  link(i: number, to: number): [Inline, number] | null {
    if (this.isWord(i - 1)) return null;
    const scheme = ["https://", "http://"].find((one) => this.startsWith(one, i, to));
    if (!scheme) return null;
    let end = i;
    while (end < to && !URL_ENDS.includes(this.chars[end]!)) end += 1;
    while (end > i && this.isTail(i, end)) end -= 1;
    if (end <= i + scheme.length) return null;
    return [{ t: "a", href: this.chars.slice(i, end).join("") }, end];
  }

  /** Whether the last character of a link belongs to the sentence around it. */
  isTail(from: number, end: number): boolean {
    const char = this.chars[end - 1]!;
    if (URL_TAIL.includes(char)) return true;
    if (char !== ")") return false;
    const inside = this.chars.slice(from, end);
    return inside.filter((one) => one === ")").length > inside.filter((one) => one === "(").length;
  }

  mention(i: number, to: number): [Inline, number] | null {
    if (this.isWord(i - 1)) return null;
    for (const [name, person] of this.names) {
      const end = i + 1 + name.length;
      if (end > to || this.isWord(end) || name.some((char, k) => this.chars[i + 1 + k] !== char)) continue;
      return [{ t: "at", person, name: name.join("") }, end];
    }
    return null;
  }

  startsWith(text: string, i: number, to: number): boolean {
    return i + text.length <= to && Array.from(text).every((char, k) => this.chars[i + k] === char);
  }

  isWord(i: number): boolean {
    const char = this.chars[i];
    return char !== undefined && (char === "_" || /[\p{L}\p{N}]/u.test(char));
  }
}

/** The text as one plain line, for quotes and notices. */
export function plain(source: string): string {
  return parse(source).map((one) => ("text" in one ? one.text : "of" in one ? words(one.of) : one.items.map(words).join(" "))).join(" ");
}

function words(nodes: readonly Inline[]): string {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    switch (node.t) {
      case "b": case "i": return words(node.of);
      case "code": return node.text;
      case "a": return node.href;
      case "at": return `@${node.name}`;
      case "br": return " ";
    }
  }).join("");
}
