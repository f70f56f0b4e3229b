// Builds what pages load from frontend/build/: `npm run build`, called by `./run setup`.
//   fonts/be-vietnam-pro.css, fonts/*.woff2   regular and semibold, Latin and Vietnamese
//   papers/*.ttf   the face of printed papers, metric-compatible with Times New Roman
//   map/map.mjs, map/worker.mjs, map/map.css  the map's island
//   grid/grid.mjs   the island of a month's form
// Types are checked first; a build with a type error is no build.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "build");
const require = createRequire(import.meta.url);
const packageOf = (name) => dirname(require.resolve(`${name}/package.json`));

const shared = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "eof",
  logLevel: "warning",
};

checkTypes();
rmSync(out, { recursive: true, force: true });
writeFonts(["latin", "vietnamese"], [400, 600]);
copyFaceOfPapers();
await Promise.all([bundleMap(), bundleGrid()]);

function checkTypes() {
  const tsc = join(packageOf("typescript"), "bin", "tsc");
  execFileSync(process.execPath, [tsc, "--project", join(here, "tsconfig.json")], { stdio: "inherit" });
}

/** Only the cuts that pages use: the package's own style sheet would name eighteen files. */
function writeFonts(subsets, weights) {
  const font = packageOf("@fontsource/be-vietnam-pro");
  const ranges = JSON.parse(readFileSync(join(font, "unicode.json"), "utf8"));
  const folder = join(out, "fonts");
  mkdirSync(folder, { recursive: true });
  const faces = weights.flatMap((weight) =>
    subsets.map((subset) => {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      copyFileSync(join(font, "files", file), join(folder, file));
      return (
        `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};` +
        `font-display:swap;src:url(${file}) format("woff2");unicode-range:${ranges[subset]}}`
      );
    }),
  );
  writeFileSync(join(folder, "be-vietnam-pro.css"), `${faces.join("\n")}\n`);
  copyFileSync(join(font, "LICENSE"), join(folder, "LICENSE.txt"));
}

/** Whole files, not cuts: a PDF embeds the glyphs it uses by itself. */
function copyFaceOfPapers() {
  const font = packageOf("@expo-google-fonts/tinos");
  const folder = join(out, "papers");
  mkdirSync(folder, { recursive: true });
  for (const style of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
    copyFileSync(join(font, style, `Tinos_${style}.ttf`), join(folder, `Tinos_${style}.ttf`));
  }
  copyFileSync(join(font, "LICENSE_FONT"), join(folder, "LICENSE.txt"));
}

/** One file each, without maps: hashed file names leave relative imports and map links behind. */
async function bundleMap() {
  const maplibre = join(packageOf("maplibre-gl"), "dist");
  await Promise.all([
    build({ ...shared, entryPoints: [join(here, "map", "island.ts")], outfile: join(out, "map", "map.mjs") }),
    build({
      ...shared,
      entryPoints: [join(maplibre, "maplibre-gl-worker.mjs")],
      outfile: join(out, "map", "worker.mjs"),
    }),
    build({ ...shared, entryPoints: [join(here, "map", "map.css")], outfile: join(out, "map", "map.css") }),
  ]);
}

async function bundleGrid() {
  await build({ ...shared, entryPoints: [join(here, "grid", "island.ts")], outfile: join(out, "grid", "grid.mjs") });
}
