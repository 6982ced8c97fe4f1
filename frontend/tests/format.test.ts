// The inline grammar, held to the fixture that tests/rooms/test_markup.py reads too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse, plain } from "../src/ui/format.ts";

const fixture = JSON.parse(readFileSync(new URL("fixtures/markup.json", import.meta.url), "utf8"));

for (const { name, text, nodes } of fixture.cases) {
  test(`format: ${name}`, () => assert.deepEqual(parse(text, fixture.names), nodes));
}

test("plain text of a formatted one has no marks", () => {
  const text = plain("**Two** points:\n- `one`\n- see https://court.example\n> quoted");

  assert.equal(text, "Two points: one see https://court.example quoted");
});

test("a long text of unclosed marks is read in linear time", () => {
  const started = performance.now();

  parse("*a _b **c ".repeat(800));

  assert.ok(performance.now() - started < 200);
});
