// What the room has loaded already, named in one place for its parts that are fetched later, so that the bundler keeps all of
// it in one file (see rooms-list/loaded). Not here: anything new.
import "../rooms-list/loaded.ts";
import "./model.ts";
import "./whole.tsx";
