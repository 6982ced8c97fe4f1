// A person's role in the room, in words; plain members go without. Not here: what a role may do (the server).
import type { Role } from "../protocol.ts";
import { t } from "../ui/words.ts";

export function RoleTag({ role }: { role: Role }) {
  if (role === "member") return null;
  return <span class={`tag tag--${role}`}>{t(`role.${role}`)}</span>;
}
