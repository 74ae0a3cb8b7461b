/* Builds what pages load into ../static/tutela: style sheet, scripts, faces; and the faces of papers
   into the core, beside its documents. No outside host. */
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const out = process.env.TUTELA_STATIC || new URL("../static/tutela/", import.meta.url).pathname;
mkdirSync(out + "fonts", { recursive: true });
for (const name of readdirSync(out)) if (/\.(js|css|mjs)$/.test(name)) rmSync(out + name);

const common = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", charset: "utf8" };
await build({ ...common, entryPoints: ["css/site.css", "css/field.css"], outdir: out, external: ["./fonts/*"], target: ["chrome105", "firefox110", "safari16"] });
await build({ ...common, entryPoints: ["js/site.js", "js/write.js", "js/field.js", "js/field-worker.js"], outdir: out, format: "iife", target: "es2020" });
if (existsSync("js/map.js")) {
  await build({ ...common, entryPoints: ["css/map.css"], outdir: out, external: ["./fonts/*"] });
  await build({ ...common, entryPoints: { map: "js/map.js", "map-worker": "js/map-worker.js" }, outdir: out, format: "esm", splitting: true, chunkNames: "map-[hash]", target: "es2022",
    // as MapLibre builds itself: a field declared again in a subclass must not empty it
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, experimentalDecorators: true } } });
}
const faces = [
  ...[400, 600, 700].map((w) => ["noto-sans", `noto-sans-latin-${w}-normal.woff2`]),
  ...[400, 700].map((w) => ["noto-sans", `noto-sans-latin-ext-${w}-normal.woff2`]),
  ...[400, 700].map((w) => ["noto-sans-arabic", `noto-sans-arabic-arabic-${w}-normal.woff2`]),
];
for (const [pack, file] of faces) copyFileSync(`node_modules/@fontsource/${pack}/files/${file}`, `${out}fonts/${file}`);
// The typesetter of papers reads whole faces, not those parted by script for pages.
const papers = new URL("../../../tutela/base/documents/fonts/", import.meta.url).pathname;
rmSync(papers, { recursive: true, force: true });
mkdirSync(papers, { recursive: true });
for (const [pack, name] of [["source-sans-3", "SourceSans3"], ["noto-sans-arabic", "NotoSansArabic"]]) {
  const from = `node_modules/@expo-google-fonts/${pack}/`;
  for (const weight of ["400Regular", "700Bold"]) copyFileSync(`${from}${weight}/${name}_${weight}.ttf`, `${papers}${name}_${weight}.ttf`);
  copyFileSync(`${from}LICENSE_FONT`, `${papers}${name}_LICENSE.txt`);
}
for (const picture of ["mark.svg", "notes.svg", "notes-192.png", "notes-512.png"]) copyFileSync(picture, out + picture);
writeFileSync(out + "LICENSES.txt", ["htmx.org", "maplibre-gl", "pmtiles", "@fontsource/noto-sans", "@fontsource/noto-sans-arabic"].map((p) => {
  const file = readdirSync(`node_modules/${p}`).find((f) => /^licen[cs]e/i.test(f));
  return `== ${p}\n${file ? readFileSync(`node_modules/${p}/${file}`, "utf8") : ""}`;
}).join("\n\n"));
for (const name of readdirSync(out).sort()) {
  if (!/\.(js|css)$/.test(name)) continue;
  const bytes = readFileSync(out + name);
  console.log(name.padEnd(24), String(bytes.length).padStart(8), "gzip", gzipSync(bytes, { level: 9 }).length, "brotli", brotliCompressSync(bytes).length);
}
