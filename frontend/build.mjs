// Builds frontend/dist: one file per entry under its plain name, shared code as hashed chunks, style sheets, one icon sprite.
// Not here: the names under which the site serves them (Django's manifest storage hashes the plain ones).
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, context } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const BROWSERS = ["es2022", "chrome123", "edge123", "firefox121", "safari17.5"];
const watching = process.argv.includes("--watch");

const shared = { absWorkingDir: HERE, bundle: true, minify: !watching, outdir: DIST, target: BROWSERS, logLevel: "warning" };

const scripts = {
  ...shared,
  entryPoints: entries(),
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  splitting: true,
  legalComments: "none",
  sourcemap: watching ? "inline" : false,
};

const styles = {
  ...shared,
  entryPoints: ["css/app.css", "css/progress.css", "css/board.css", "css/calendar.css", "css/sessions.css"],
  entryNames: "[name]",
  assetNames: "[name]",
  loader: { ".woff2": "file" },
};

const started = performance.now();
await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
await Promise.all([writeSprite(), copyFavicon(), ...[scripts, styles].map(watching ? watch : build)]);
console.log(`frontend/dist in ${Math.round(performance.now() - started)} ms`);

// An entry is the file that bears its folder's name: src/page/page.ts becomes page.js.
function entries() {
  const folders = readdirSync(join(HERE, "src"), { withFileTypes: true }).filter((each) => each.isDirectory());
  const files = folders.flatMap(({ name }) => [`src/${name}/${name}.ts`, `src/${name}/${name}.tsx`]);
  return files.filter((file) => existsSync(join(HERE, file)));
}

async function watch(options) {
  const live = await context(options);
  await live.watch();
}

async function copyFavicon() {
  await writeFile(join(DIST, "favicon.svg"), await readFile(join(HERE, "favicon.svg")));
}

async function writeSprite() {
  const names = JSON.parse(await readFile(join(HERE, "icons.json"), "utf8"));
  const symbols = await Promise.all(names.map(symbol));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(join(DIST, "icons.svg"), svg);
}

async function symbol(name) {
  const file = join(HERE, "node_modules/lucide/dist/esm/icons", `${name}.mjs`);
  if (!existsSync(file)) throw new Error(`icons.json names "${name}", which lucide does not have.`);
  const { default: nodes } = await import(pathToFileURL(file).href);
  return `<symbol id="${name}" viewBox="0 0 24 24">${nodes.map(element).join("")}</symbol>`;
}

function element([tag, attributes]) {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${tag}${text.join("")}/>`;
}
