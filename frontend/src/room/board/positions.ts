// Sort keys between sort keys (pure), guessed as the server will choose them, so that a moved card does not jump.
// Not here: who stands where (arrange).

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A key after left and before right; empty means no limit. */
export function between(left: string, right: string): string {
  let same = 0;
  while (same < right.length && (left[same] ?? "0") === right[same]) same += 1;
  if (same) return right.slice(0, same) + between(left.slice(same), right.slice(same));
  const low = left ? DIGITS.indexOf(left[0]!) : 0;
  const high = right ? DIGITS.indexOf(right[0]!) : DIGITS.length;
  if (high - low > 1) return DIGITS[left && !right ? low + 1 : (low + high) >> 1]!;
  return right.length > 1 ? right[0]! : DIGITS[low] + between(left.slice(1), "");
}
