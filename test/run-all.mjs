// `npm test`: everything, from a fresh clone. Each part runs even where one before it failed; the last line is the sum.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bringUp, ownEngine } from "./lab/generations.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "gdev-test-"));
const countsFile = join(scratch, "counts");
const total = { passed: 0, failed: 0, skipped: 0 };
const beganMs = performance.now();

if (!installed()) part("Install packages", () => command("npm", ["ci", "--no-audit", "--no-fund"]) || abort("npm ci failed"));
part("Lint", () => check("npm", ["run", "--silent", "lint"]));
part("Types", () => check("npm", ["run", "--silent", "types"]));
part("Unused files, exports and packages", () => check("npm", ["run", "--silent", "knip"]));
part("Unit tests", () => vitest("unit"));
const isBuilt = part("Build", () => check("npm", ["run", "--silent", "build"]));
if (isBuilt) scenarios();
else vitest("e2e", { GDEV_E2E_SKIP: "the build failed" });

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${seconds(beganMs)} in all`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** All scenarios on the newest engine and the smoke set on the oldest; where one cannot be had, the other does what can be done. */
function scenarios() {
  if (ownEngine()) {
    const env = engine("Your own engine", undefined);
    if (env) part("Scenarios on your own engine (DOCKER_HOST)", () => vitest("e2e", env));
    const why = "DOCKER_HOST is set, so the lab's oldest engine is not used";
    part("Scenarios on the oldest engine", () => vitest("e2e", { GDEV_E2E_SET: "smoke", GDEV_E2E_SKIP: why }));
    return;
  }
  const newest = engine("Engine, newest", "newest");
  if (newest) part("Scenarios on the newest engine", () => vitest("e2e", newest));
  const oldest = engine("Engine, oldest", "oldest");
  if (newest && oldest) part("Scenarios on the oldest engine", () => vitest("e2e", { ...oldest, GDEV_E2E_SET: "smoke" }));
  else if (oldest) {
    console.log("THE NEWEST ENGINE CANNOT BE HAD: the oldest runs everything");
    part("Scenarios on the oldest engine", () => vitest("e2e", oldest));
  }
  const skip = (generation, set) => vitest("e2e", { GDEV_E2E_SET: set, GDEV_E2E_SKIP: `the ${generation} engine cannot be had` });
  if (!newest) part("Scenarios on the newest engine", () => skip("newest", oldest ? "smoke" : "all"));
  if (!oldest) part("Scenarios on the oldest engine", () => skip("oldest", "smoke"));
}

/** The environment of an engine; undefined, and counted, where it does not come up. */
function engine(title, generation) {
  return part(title, () => {
    try {
      return bringUp(generation);
    } catch (error) {
      total.failed += 1;
      console.log(`failed: ${error.message}`);
      return undefined;
    }
  });
}

/** Runs a project of vitest and adds what it counted. A run that breaks off without a count is one failure. */
function vitest(project, env = {}) {
  rmSync(countsFile, { force: true });
  const words = ["vitest", "run", "--config", "test/vitest.config.ts", "--project", project];
  const ok = command("npx", words, { ...env, GDEV_TEST_COUNTS: countsFile });
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, "utf8")) : { passed: 0, failed: 0, skipped: 0 };
  if (!ok && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(total)) total[key] += counts[key];
  return ok;
}

/** A check that is no test: it counts only where it fails. */
function check(program, args) {
  const ok = command(program, args);
  if (!ok) total.failed += 1;
  return ok;
}

function part(title, run) {
  console.log(`\n== ${title}`);
  const startMs = performance.now();
  const result = run();
  console.log(`== ${title}: ${seconds(startMs)}`);
  return result;
}

function command(program, args, env = {}) {
  return spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } }).status === 0;
}

function installed() {
  const mark = "node_modules/.package-lock.json";
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync("package-lock.json").mtimeMs;
}

function seconds(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

function abort(why) {
  rmSync(scratch, { recursive: true, force: true });
  console.log(`${why}\n0 passed, 1 failed, 0 skipped`);
  process.exit(1);
}
