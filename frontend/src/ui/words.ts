// The words of the interface, as the page brings them in the reader's language. Not here: the words (rooms/words.py).
import type { Key } from "../text.ts";

type Values = Readonly<Record<string, string | number>>;
type Counted = { [K in Key]: K extends `${infer Stem}.other` ? Stem : never }[Key];

let words: Readonly<Record<string, string>> = {};
let plural = new Intl.PluralRules("en");

export function loadWords(catalogue: Readonly<Record<string, string>>, language: string): void {
  words = catalogue;
  plural = new Intl.PluralRules(language);
}

/** The words under a key, with `{name}` replaced by its value. */
export function t(key: Key, values: Values = {}): string {
  return fill(words[key] ?? key, values);
}

/** The words for a count: the form that the reader's language wants for it. */
export function count(stem: Counted, number: number, values: Values = {}): string {
  const form = words[`${stem}.${plural.select(number)}`] ?? words[`${stem}.other`] ?? stem;
  return fill(form, { count: number, ...values });
}

function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
