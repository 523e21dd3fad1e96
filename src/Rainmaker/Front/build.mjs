import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { icons } from "./icons.mjs";

const front = "src/Rainmaker/Front";
const dist = "src/Rainmaker/wwwroot/dist";
const KB = 1024;
/* What a visitor downloads, brotli: every page takes app.*, a board page board.js too. Charts come when one is seen. */
const budgets = { script: 45 * KB, style: 15 * KB };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

await build({
  entryPoints: { app: `${front}/js/app.js`, board: `${front}/js/board.js` },
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  external: ["./board.js", "./charts.js", "./report.js"],
  legalComments: "none",
  logLevel: "warning",
});
/* What both draw with is a file of its own: whoever has seen a chart has it already. */
await build({
  entryPoints: { charts: `${front}/js/charts.js`, report: `${front}/js/report.js` },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: "drawing-[hash]",
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
await build({ entryPoints: { app: `${front}/css/app.css`, report: `${front}/dashboard/panel.css` }, outdir: dist, bundle: true, minify: true, target: ["chrome120", "firefox121", "safari17"], logLevel: "warning" });

/* The one-file dashboard: program (packed, the page unpacks it), style and loader, put together by `crm dashboard`. */
const dashboard = await build({ entryPoints: [`${front}/dashboard/file.js`], bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", write: false, logLevel: "warning" });
writeFileSync(`${dist}/dashboard.js.gz`, gzipSync(dashboard.outputFiles[0].contents, { level: 9 }));
await build({ entryPoints: { "dashboard": `${front}/dashboard/dashboard.css` }, outdir: dist, bundle: true, minify: true, target: ["chrome120", "firefox121", "safari17"], logLevel: "warning" });
await build({ entryPoints: { "dashboard-loader": `${front}/dashboard/loader.js` }, outdir: dist, minify: true, format: "esm", target: "es2022", legalComments: "none", logLevel: "warning" });

const symbol = (name, file) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${file}.svg`, "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
};
writeFileSync(`${dist}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${Object.entries(icons).map(([name, file]) => symbol(name, file)).join("")}</svg>`);
writeFileSync(`${dist}/favicon.svg`, readFileSync(`${front}/favicon.svg`));

const size = {};
for (const name of readdirSync(dist).filter((file) => !file.startsWith("dashboard"))) {
  const bytes = readFileSync(`${dist}/${name}`);
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(`${dist}/${name}.br`, small);
  size[name] = small.length;
}

const over = [];
if (size["app.js"] + size["board.js"] > budgets.script) over.push(`script ${size["app.js"]} + ${size["board.js"]} of ${budgets.script}`);
if (size["app.css"] > budgets.style) over.push(`style ${size["app.css"]} of ${budgets.style}`);
if (over.length > 0) {
  console.error(`Over the budget in bytes, brotli: ${over.join("; ")}`);
  process.exit(1);
}
if (process.argv.includes("--sizes")) console.table(size);
