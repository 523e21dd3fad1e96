import { build } from "esbuild";

await build({
  entryPoints: { app: "src/Rainmaker/Front/app.js", "app-style": "src/Rainmaker/Front/app.css" },
  outdir: "src/Rainmaker/wwwroot/dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
});
