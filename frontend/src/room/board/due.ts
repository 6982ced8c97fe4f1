// Whether a check-in is due: the room was nudged, and nobody has checked in since (pure). Not here: nudging (the server).
import type { GoalPiece, Inside } from "./arrange.ts";

export function isCheckInDue(goal: GoalPiece, inside: Inside): boolean {
  const last = inside.checkIns.at(-1)?.at ?? "";
  return goal.state === "active" && !!goal.nudged_at && goal.nudged_at > last;
}
