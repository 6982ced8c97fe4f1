// The names on offer while an @ is being written. Not here: which ones (mention).
import type { PersonCard } from "../../protocol.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { t } from "../../ui/words.ts";
import { RoleTag } from "../role.tsx";

interface MentionsProps {
  people: readonly PersonCard[];
  chosen: number;
  onPick: (card: PersonCard) => void;
}

export function Mentions({ people, chosen, onPick }: MentionsProps) {
  return (
    <ul id="mentions" class="mentions" role="listbox" aria-label={t("compose.mentions")}>
      {people.map((card, i) => (
        <li
          key={card.id} id={`mention-${i}`} class="mentions__one" role="option" aria-selected={i === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(card);
          }}
        >
          <Avatar card={card} size="small" />{card.name}<RoleTag role={card.role} />
        </li>
      ))}
    </ul>
  );
}
