// Writes the pages of this folder from the rules: `node docs/rules/write.mjs`.
import { readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const source = `export { rules } from "./src/core/doctor/rules.ts";\nexport { rulePage, rulesIndex } from "./src/core/doctor/page.ts";\n`;
const bundle = await build({
  stdin: { contents: source, resolveDir: fileURLToPath(new URL("../..", here)), loader: "ts" },
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
  banner: { js: "import{createRequire}from'node:module';const require=createRequire('/');" },
});
const { rules, rulePage, rulesIndex } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`
);
for (const file of await readdir(here)) if (file.endsWith(".md")) await rm(new URL(file, here));
await writeFile(new URL("README.md", here), rulesIndex(rules));
for (const rule of rules) await writeFile(new URL(`${rule.id}.md`, here), rulePage(rule));
