// Brings one file into a room, chunk by chunk, going on where a lost connection cut it off. Not here: what shows it.
import { newId } from "../live/ids.ts";
import { csrfToken } from "../ui/boot.ts";

/** As the site tells where an upload stands. */
export interface Standing {
  readonly id: string;
  readonly next: number;
  readonly chunk_bytes: number;
  readonly ready: boolean;
  readonly kind: string;
}

export interface Way {
  /** Posts to the site; rejects where no answer came. */
  post(path: string, body: Blob | string, signal?: AbortSignal): Promise<Response>;
  pause(ms: number): Promise<void>;
}

export interface Options {
  readonly way?: Way;
  readonly id?: string;
  readonly signal?: AbortSignal;
  readonly onShare?: (share: number) => void;
}

/** The site said no, in a sentence for the person who asked. */
export class UploadRefused extends Error {}

const TRIES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
// A chunk that is being stored by an earlier request, or a site that is about to come back.
const PASSING = new Set([409, 502, 503, 504]);

/** Gives the file's standing once it is ready; rejects with UploadRefused, or with the last fault after TRIES without a step forward. */
export async function upload(file: File, room: string, options: Options = {}): Promise<Standing> {
  const { way = browserWay, id = newId(), signal, onShare } = options;
  const doors = `/rooms/${room}/files/`;
  const announced = JSON.stringify({ id, name: file.name, size: file.size });
  let failures = 0;
  let furthest = 0;
  let standing: Standing | null = null;
  while (!standing?.ready) {
    signal?.throwIfAborted();
    try {
      // After a fault the site is asked first how far it came, since the answer may be what was lost.
      standing = standing ? await send(standing, file, doors, way, signal) : await ask(way.post(doors, announced, signal));
      onShare?.(Math.min(1, (standing.next * standing.chunk_bytes) / file.size));
      if (standing.next > furthest) failures = 0;
      furthest = Math.max(furthest, standing.next);
    } catch (fault) {
      if (fault instanceof UploadRefused || signal?.aborted || ++failures >= TRIES) throw fault;
      standing = null;
      await way.pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures));
    }
  }
  return standing;
}

/** The next chunk; the last one once more where all came in and the file was not finished. */
function send(standing: Standing, file: File, doors: string, way: Way, signal?: AbortSignal): Promise<Standing> {
  const last = Math.ceil(file.size / standing.chunk_bytes) - 1;
  const no = Math.min(standing.next, last);
  const start = no * standing.chunk_bytes;
  const chunk = file.slice(start, start + standing.chunk_bytes, "application/octet-stream");
  return ask(way.post(`${doors}${standing.id}/chunks/${no}/`, chunk, signal));
}

async function ask(answering: Promise<Response>): Promise<Standing> {
  const answer = await answering;
  if (answer.ok) return (await answer.json()) as Standing;
  const told = (await answer.json().catch(() => null)) as { text?: string } | null;
  if (PASSING.has(answer.status) || answer.status >= 500 || !told?.text) throw new Error(told?.text ?? `The site answered ${answer.status}.`);
  throw new UploadRefused(told.text);
}

const browserWay: Way = {
  post: (path, body, signal) =>
    fetch(path, {
      method: "POST",
      headers: { "Content-Type": typeof body === "string" ? "application/json" : "application/octet-stream", "X-CSRFToken": csrfToken() },
      body,
      redirect: "error",
      ...(signal ? { signal } : {}),
    }),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
