// Nodes of the inline grammar as elements. Not here: reading a text (format).
import type { ComponentChildren, VNode } from "preact";
import { type Block, type Inline, type Names, parse } from "./format.ts";

export function Markup({ text, names, me }: { text: string; names: Names; me: string }) {
  return <>{parse(text, names).map((block) => drawBlock(block, me))}</>;
}

function drawBlock(block: Block, me: string): VNode {
  switch (block.t) {
    case "p": return <p>{draw(block.of, me)}</p>;
    case "quote": return <blockquote>{draw(block.of, me)}</blockquote>;
    case "pre": return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case "ul": return <ul>{block.items.map((item) => <li>{draw(item, me)}</li>)}</ul>;
    case "ol": return <ol start={block.start}>{block.items.map((item) => <li>{draw(item, me)}</li>)}</ol>;
  }
}

function draw(nodes: readonly Inline[], me: string): ComponentChildren {
  return nodes.map((node) => (typeof node === "string" ? node : drawNode(node, me)));
}

function drawNode(node: Exclude<Inline, string>, me: string): VNode {
  switch (node.t) {
    case "b": return <strong>{draw(node.of, me)}</strong>;
    case "i": return <em>{draw(node.of, me)}</em>;
    case "code": return <code>{node.text}</code>;
    case "a": return <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">{node.href}</a>;
    case "at": return <span class={node.person === me ? "mention mention--me" : "mention"}>@{node.name}</span>;
    case "br": return <br />;
  }
}
