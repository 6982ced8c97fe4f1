// Cuts a change that is too large for a frame into changes that follow one another. Not here: sending them (sync).
import { writeVarUint } from "lib0/encoding";
import { ContentString, Item, UpdateEncoderV1, createID, decodeUpdate, diffUpdate, encodeStateVector } from "yjs";

/** In base64 and with all around it well below the 64 KB of a frame, whatever signs these are. */
const PART_CHARACTERS = 10_000;
const PART_BYTES = 36_000;
const STRUCT_BYTES = 24;
const NOTHING = 2;

type Struct = ReturnType<typeof decodeUpdate>["structs"][number];

/** The parts say in order what the whole says: first what it adds, then what it deletes. */
export function partsOf(update: Uint8Array): Uint8Array[] {
  if (update.length <= PART_BYTES) return [update];
  const { structs } = decodeUpdate(update);
  const ends = new Map(structs.map((struct) => [struct.id.client, struct.id.clock + struct.length]));
  const deleted = diffUpdate(update, encodeStateVector(ends));
  const added = batches(structs.flatMap(cut)).map(encoded);
  return deleted.length > NOTHING ? [...added, deleted] : added;
}

/** A long piece of text as several; each builds on the one before. */
function cut(struct: Struct): Struct[] {
  const whole = struct instanceof Item && struct.content instanceof ContentString ? struct.content.str : "";
  if (whole.length <= PART_CHARACTERS) return [struct];
  const { id, origin, rightOrigin, parent, parentSub } = struct as Item;
  const pieces: Struct[] = [];
  for (let from = 0; from < whole.length;) {
    const to = from + PART_CHARACTERS - (isSplitSign(whole, from + PART_CHARACTERS) ? 1 : 0);
    const left = from ? createID(id.client, id.clock + from - 1) : origin;
    const content = new ContentString(whole.slice(from, to));
    pieces.push(new Item(createID(id.client, id.clock + from), null, left, null, rightOrigin, parent, parentSub, content));
    from = to;
  }
  return pieces;
}

function isSplitSign(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? "");
}

/** Runs of one writer that fit into a part. */
function batches(structs: readonly Struct[]): Struct[][] {
  const made: Struct[][] = [];
  let size = Infinity;
  for (const struct of structs) {
    const weight = STRUCT_BYTES + (struct instanceof Item && struct.content instanceof ContentString ? struct.length * 3 : 0);
    const isOther = made.at(-1)?.[0]?.id.client !== struct.id.client;
    if (isOther || size + weight > PART_BYTES) {
      made.push([]);
      size = 0;
    }
    made.at(-1)!.push(struct);
    size += weight;
  }
  return made;
}

function encoded(structs: readonly Struct[]): Uint8Array {
  const encoder = new UpdateEncoderV1();
  const { client, clock } = structs[0]!.id;
  writeVarUint(encoder.restEncoder, 1);
  writeVarUint(encoder.restEncoder, structs.length);
  encoder.writeClient(client);
  writeVarUint(encoder.restEncoder, clock);
  for (const struct of structs) struct.write(encoder, 0);
  writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
}
