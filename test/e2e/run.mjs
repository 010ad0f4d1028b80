// `npm run e2e -- [filter…]` and `npm run e2e:oldest -- [filter…]`: builds, brings the engine up, runs the scenarios whose path holds a
// filter. The oldest engine runs the smoke set when there is no filter.
import { spawnSync } from "node:child_process";
import { bringUp, ownEngine } from "../lab/generations.mjs";

const [generation, ...filters] = process.argv.slice(2);
const build = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
if (build.status !== 0) process.exit(1);
const env = bringUp(generation === "newest" && ownEngine() ? undefined : generation);
if (!env) {
  console.error(`the packages of the ${generation} engine cannot be had`);
  process.exit(3);
}
const set = generation === "oldest" && filters.length === 0 ? { GDEV_E2E_SET: "smoke" } : {};
const vitest = ["vitest", "run", "--config", "test/vitest.config.ts", "--project", "e2e", ...filters];
process.exit(spawnSync("npx", vitest, { stdio: "inherit", env: { ...env, ...set } }).status ?? 1);
