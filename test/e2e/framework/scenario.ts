import { mkdir, mkdtemp } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { inject, test } from "vitest";
import { keepArtifacts } from "./artifacts.ts";
import { cleanUp } from "./clean-up.ts";
import { copyFixture } from "./files.ts";
import { freePort } from "./ports.ts";
import { inTime, kill } from "./process.ts";
import { type Doings, makeScenario, type Scenario, type ScenarioWorld } from "./steps.ts";

export type { Scenario } from "./steps.ts";

export interface ScenarioOptions {
  /** A folder of test/fixtures, or of the scenario's own folder when it begins with `./`; absent: an empty folder. */
  readonly fixture?: string;
  /** Variables of the fixture that stand for ports of the host: each gets a free one. */
  readonly ports?: readonly string[];
  /** More variables for all commands of the scenario. */
  readonly env?: Readonly<Record<string, string>>;
  /** Images to remove afterwards that are not named after the project. */
  readonly images?: readonly string[];
  /** Also run on the oldest engine. */
  readonly smoke?: boolean;
  /** How long the whole scenario may take. */
  readonly limitMs?: number;
}

const set = process.env.GDEV_E2E_SET ?? "all";
const skipAll = process.env.GDEV_E2E_SKIP;
const root = join(import.meta.dirname, "../../..");

/** One intent, as a test on the real engine: its own copy of a fixture, project name, ports and state folder. See test/e2e/README.md. */
export function scenario(title: string, options: ScenarioOptions, body: (s: Scenario) => Promise<void>): void {
  if (set === "smoke" && !options.smoke) return;
  const limitMs = options.limitMs ?? 280_000;
  test(title, { timeout: limitMs + 60_000 }, async (context) => {
    if (skipAll) context.skip(skipAll);
    const intent = basename(dirname(context.task.file.filepath));
    const world = await prepare(intent, dirname(context.task.file.filepath), options);
    const doings: Doings = { steps: [], running: [], terminals: [] };
    const s = makeScenario(world, doings, (reason) => context.skip(reason));
    let failed = true;
    try {
      await inTime(body(s), limitMs, () => new Error(`the scenario takes more than ${limitMs} ms`));
      failed = false;
    } catch (error) {
      if (context.task.result?.state !== "skip" && !isSkip(error))
        await keepArtifacts({ intent, title, world, ...doings, docker: s.docker });
      throw error;
    } finally {
      for (const { pid } of doings.running.filter(({ isOver }) => !isOver())) kill(-pid, "SIGKILL");
      await Promise.all(doings.terminals.map(({ close }) => close()));
      if (process.env.E2E_KEEP) console.log(`kept: ${world.folder} (project ${world.project})${failed ? ", failed" : ""}`);
      else {
        const cleaned = cleanUp(world, s.docker);
        // What failed first is what the reader has to know.
        await (failed ? cleaned.catch(console.error) : cleaned);
      }
    }
  });
}

async function prepare(
  intent: string,
  here: string,
  { fixture, ports = [], env = {}, images = [] }: ScenarioOptions,
): Promise<ScenarioWorld> {
  const project = `e2e-${inject("runId")}-${intent}-${Math.random().toString(36).slice(2, 5)}`;
  const scratch = await mkdtemp(join(inject("scratch"), `${intent}-`));
  const folder = join(scratch, project);
  await mkdir(folder);
  if (fixture) await copyFixture(fixture.startsWith("./") ? join(here, fixture) : join(root, "test/fixtures", fixture), folder);
  const free = Object.fromEntries(await Promise.all(ports.map(async (name) => [name, await freePort()] as const)));
  const portVariables = Object.fromEntries(Object.entries(free).map(([name, port]) => [name, String(port)]));
  const own = { XDG_STATE_HOME: join(scratch, "state"), CONTAINER_PREFIX: project };
  return {
    project,
    folder,
    scratch,
    ports: free,
    images,
    built: new Set(),
    env: { ...plainEnv(), ...own, ...portVariables, ...env },
  };
}

/** The environment without what would change the output, or the project that Compose finds. */
function plainEnv(): NodeJS.ProcessEnv {
  const foreign = /^(COMPOSE_|BUILDX_|VITEST|npm_|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|NO_COLOR$|CI$|GDEV_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function isSkip(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "VITEST_PENDING";
}
