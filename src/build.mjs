// Bundles gdev: `node src/build.mjs` writes dist/. `node src/build.mjs <entry> <folder>` bundles another program in the same way.
import { chmod, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [entry = join(root, "src/cli.ts"), folder = join(root, "dist")] = process.argv.slice(2);

/**
 * Files of Ink that have no place in a program for others: the connection to React's devtools (which would bring `react-devtools-core` and `ws`), the question
 * whether to make it, which is answered by `DEV=true` in the user's environment, and the page about an error in a component, which reads and lays out the
 * source around it: half a second for a bundle's long lines, and cli.ts tells the error anyway.
 */
const inkFiles = {
  "devtools.js": "export {};",
  "utils.js": "export const isDev = () => false;",
  "components/ErrorOverview.js": "export default () => null;",
};
const slimInk = {
  name: "slim-ink",
  setup: ({ onLoad }) => {
    for (const [file, contents] of Object.entries(inkFiles)) {
      const path = `ink/build/${file}`.replaceAll("/", "[\\\\/]").replace(".", "\\.");
      onLoad({ filter: new RegExp(`[\\\\/]${path}$`) }, () => ({ contents }));
    }
  },
};

await rm(`${folder}.new`, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [entry],
  outdir: `${folder}.new`,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minify: true,
  jsx: "automatic",
  // React's other build checks more, is slower, and keeps what it has measured for ever.
  define: { "process.env.NODE_ENV": '"production"' },
  external: ["pg-native"],
  plugins: [slimInk],
  chunkNames: "[name]-[hash]",
  banner: {
    js: `#!/usr/bin/env -S node --\nimport{createRequire}from'node:module';const require=createRequire(import.meta.url);`,
  },
  metafile: true,
  logLevel: "warning",
});
const unwanted = Object.keys(metafile.inputs).filter((file) =>
  /node_modules\/(?:react-devtools-core|ws|stack-utils)\//.test(file),
);
if (unwanted.length > 0) throw new Error(`the bundle holds what Ink needs for React's devtools only: ${unwanted.join(", ")}`);
await chmod(join(`${folder}.new`, basename(entry).replace(/\.tsx?$/, ".js")), 0o755);

// The old one is there until the new one takes its place.
await rm(`${folder}.old`, { recursive: true, force: true });
await rename(folder, `${folder}.old`).catch((error) => {
  if (error.code !== "ENOENT") throw error;
});
await rename(`${folder}.new`, folder);
await rm(`${folder}.old`, { recursive: true, force: true });
