// How far a goal has come and whether it is at risk (pure), by the same rules as the server's pictures. Not here: drawing it.
import type { Full, GoalPiece, Inside } from "./arrange.ts";
import type { CheckIn } from "../../protocol.ts";

const AT_RISK_SHARE = 0.75;
const QUIET_SHARE = 0.25;
const ROUNDING = 1e-9;

export interface Course {
  /** From 0 to 1; null where only confidence can tell. */
  readonly progress: number | null;
  readonly elapsed: number | null;
  readonly isAtRisk: boolean;
  readonly isOverdue: boolean;
}

/** The course of a goal on a day of its reader, as 2026-11-23. */
export function courseOf(goal: GoalPiece, inside: Inside, today: string): Course {
  const progress = progressOf(goal, inside);
  const elapsed = elapsedShare(goal.starts_on, goal.due_on, today);
  const isOpen = !goal.finished_at;
  const isAtRisk = isOpen && (isBehind(progress, elapsed) || fellTwice(inside.checkIns));
  return { progress, elapsed, isAtRisk, isOverdue: isOpen && !!goal.due_on && goal.due_on < today };
}

/** The newest value that a check-in brought; before the first one the goal stands where it began. */
export function newestValue(goal: GoalPiece, inside: Inside): number | null {
  return inside.checkIns.findLast((one) => one.value !== null)?.value ?? goal.baseline;
}

function progressOf(goal: GoalPiece, inside: Inside): number | null {
  switch (goal.measure) {
    case "number": case "percent": return measuredShare(newestValue(goal, inside), goal.baseline, goal.target);
    case "milestones": {
      const counted = inside.milestones.filter((one) => one.state !== "dropped");
      return counted.length ? counted.filter((one) => one.state === "done").length / counted.length : null;
    }
    default: return null;
  }
}

function measuredShare(value: number | null, baseline: number | null, target: number | null): number | null {
  if (value === null || baseline === null || target === null) return null;
  const share = (value - baseline) / (target - baseline);
  return Number.isFinite(share) ? within(share) : null;
}

function elapsedShare(start: string, due: string | null, today: string): number | null {
  if (!due) return null;
  const [from, to, now] = [Date.parse(start), Date.parse(due), Date.parse(today)];
  if (to <= from) return now >= to ? 1 : 0;
  return within((now - from) / (to - from));
}

function isBehind(progress: number | null, elapsed: number | null): boolean {
  if (progress === null || elapsed === null || elapsed < QUIET_SHARE) return false;
  return progress < AT_RISK_SHARE * elapsed - ROUNDING;
}

/** Whether each of the last two check-ins was less confident than the one before it. */
function fellTwice(checkIns: readonly Full<CheckIn>[]): boolean {
  const [a, b, c] = checkIns.slice(-3);
  return !!a && !!b && !!c && a.confidence > b.confidence && b.confidence > c.confidence;
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
