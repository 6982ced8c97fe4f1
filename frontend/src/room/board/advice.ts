// What a good goal still lacks, as advice that never stands in the way (pure). Not here: drawing it.
import type { Key } from "../../text.ts";
import type { GoalPiece, Inside } from "./arrange.ts";

const MANY_TASKS = 6;
const BY_NUMBERS = new Set(["number", "percent"]);

/** The keys of what to say about a goal; `decided` lists words of things that others decide, in the page's language. */
export function advise(goal: GoalPiece, inside: Inside, decided: string): Key[] {
  const said: Key[] = [];
  if (!goal.measure) said.push("advice.measure");
  else if (BY_NUMBERS.has(goal.measure) && (goal.baseline === null || goal.target === null)) said.push("advice.target");
  else if (goal.measure === "milestones" && inside.milestones.length === 0) said.push("advice.milestones");
  if (!goal.due_on) said.push("advice.date");
  if (speaksOf(`${goal.title} ${goal.success}`, decided)) said.push("advice.others");
  if (inside.tasks.length > MANY_TASKS) said.push("advice.tasks");
  return said;
}

function speaksOf(text: string, decided: string): boolean {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return decided.toLowerCase().split(",").some((word) => words.has(word.trim()));
}
