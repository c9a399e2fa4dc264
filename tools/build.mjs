// Bundles the front end into static/dist: styles first (their hashed names go into the scripts), then the scripts.
//
// Entries are, by rule, every script directly in static/js, static/js/viewers and static/js/studio (deeper folders and
// static/js/parts hold their parts) and the style sheets below. The same sources give the same bytes.
// static/dist/manifest.json maps a source path under static/ (fonts: fonts/<file>) to its built path under static/.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { borders } from "./map-borders.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "static");
const output = path.join(source, "dist");
const STYLES = ["css/site.css", "css/embed.css", "css/events.css", "css/overviews.css", "css/studio.css", "css/viewers.css"];
const WEEK_MS = 7 * 24 * 3600 * 1000;
const SCRIPT_FOLDERS = ["js", "js/viewers", "js/studio"];

/** @type {import("esbuild").BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  write: true,
  logLevel: "warning",
  legalComments: "none",
  outdir: output,
  outbase: source,
  entryNames: "[dir]/[name]-[hash]",
};

/** Old fallback formats named by @fontsource's own sheets; every browser we serve reads WOFF2. */
const withoutWoff = {
  name: "without-woff",
  setup(/** @type {import("esbuild").PluginBuild} */ plugin) {
    plugin.onResolve({ filter: /\.woff$/ }, () => ({ path: "data:,", external: true }));
  },
};

/** OpenSeadragon writes a `<style>` into the page, which the content policy refuses: that question is answered "there is one". */
const withoutInlineStyle = {
  name: "without-inline-style",
  setup(/** @type {import("esbuild").PluginBuild} */ plugin) {
    plugin.onLoad({ filter: /openseadragon\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const question = "document.querySelector('style[data-openseadragon-mobile-css]')";
      if (!text.includes(question)) throw new Error("OpenSeadragon no longer asks for its style: look again");
      return { contents: text.replace(question, "document.documentElement"), loader: "js" };
    });
  },
};

/**
 * three tells developers in many words what is unwise or out of date; visitors would fetch those words and never read them.
 * Its errors stay. Calls of an empty function are dropped with their words when the code is made small.
 */
const withoutAdvice = {
  name: "without-advice",
  setup(/** @type {import("esbuild").PluginBuild} */ plugin) {
    plugin.onLoad({ filter: /three\.core\.js$/ }, async ({ path: file }) => {
      let contents = await readFile(file, "utf8");
      for (const name of ["log", "warn", "warnOnce"]) {
        const opening = `\nfunction ${name}( ...params ) {`;
        if (!contents.includes(opening)) throw new Error(`three no longer has its ${name}: look again`);
        contents = contents.replace(opening, `\nfunction ${name}() {}\nfunction unheard_${name}( ...params ) {`);
      }
      return { contents, loader: "js" };
    });
  },
};

/** `import … from "virtual:borders"`: the borders of the map, made from the atlas when this is built. */
const withBorders = {
  name: "with-borders",
  setup(/** @type {import("esbuild").PluginBuild} */ plugin) {
    plugin.onResolve({ filter: /^virtual:borders$/ }, () => ({ path: "borders", namespace: "virtual" }));
    plugin.onLoad({ filter: /^borders$/, namespace: "virtual" }, async () => {
      const { arcs, lands, home } = await borders(path.join(root, "node_modules/world-atlas/countries-50m.json"));
      const told = { arcs: JSON.stringify(arcs), lands: JSON.stringify(lands) };
      return { contents: `export const arcs = ${told.arcs};\nexport const lands = ${told.lands};\nexport const home = ${home};\n` };
    });
  },
};

async function scripts() {
  const found = [];
  for (const folder of SCRIPT_FOLDERS) {
    const directory = path.join(source, folder);
    if (!existsSync(directory)) continue;
    for (const name of await readdir(directory)) {
      if (name.endsWith(".js")) found.push(path.join(directory, name));
    }
  }
  return found.sort();
}

/** @param {import("esbuild").Metafile} metafile @param {Record<string, string>} manifest */
function note(metafile, manifest) {
  for (const [file, about] of Object.entries(metafile.outputs)) {
    const built = path.relative(source, path.join(root, file)).split(path.sep).join("/");
    const inputs = Object.keys(about.inputs);
    if (about.entryPoint) {
      manifest[path.relative(source, path.join(root, about.entryPoint)).split(path.sep).join("/")] = built;
    } else if (inputs.length === 1 && inputs[0].endsWith(".woff2")) {
      manifest[`fonts/${path.basename(inputs[0])}`] = built;
    }
  }
}

/** Pages kept by browsers and caches still ask for the files of earlier builds: those go after a week. */
async function sweep(/** @type {string} */ directory, /** @type {Set<string>} */ kept) {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) await sweep(full, kept);
    else if (!kept.has(full) && (await stat(full)).mtimeMs < Date.now() - WEEK_MS) await rm(full);
  }
}

await mkdir(output, { recursive: true });
/** @type {Record<string, string>} */
const manifest = {};
const styles = await build({
  ...shared,
  entryPoints: STYLES.map((name) => path.join(source, name)).filter((file) => existsSync(file)),
  loader: { ".woff2": "file", ".svg": "file", ".webp": "file" },
  assetNames: "fonts/[name]-[hash]",
  external: ["/static/*"],
  plugins: [withoutWoff],
  target: ["chrome109", "firefox115", "safari16"],
});
note(styles.metafile, manifest);
const bundled = await build({
  ...shared,
  entryPoints: await scripts(),
  splitting: true,
  plugins: [withoutInlineStyle, withoutAdvice, withBorders],
  // Likewise of the other libraries.
  pure: ["console.warn"],
  format: "esm",
  target: "es2022",
  chunkNames: "js/c/[name]-[hash]",
  define: { VIEWER_STYLES: JSON.stringify((manifest["css/viewers.css"] ?? "").replace(/^dist\//, "")) },
});
note(bundled.metafile, manifest);

const listed = path.join(output, "manifest.json");
const ordered = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(`${listed}.new`, `${JSON.stringify(ordered, null, 1)}\n`);
await rename(`${listed}.new`, listed);
const kept = [...Object.keys(styles.metafile.outputs), ...Object.keys(bundled.metafile.outputs)];
await sweep(output, new Set([listed, ...kept.map((file) => path.join(root, file))]));
