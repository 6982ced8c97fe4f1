// What this page has read itself: the site tells the other tabs, and the list here must hear of it too.
type Hear = (room: string, no: number) => void;

const hearers = new Set<Hear>();

export function readHere(room: string, no: number): void {
  hearers.forEach((hear) => hear(room, no));
}

export function onReadHere(hear: Hear): void {
  hearers.add(hear);
}
