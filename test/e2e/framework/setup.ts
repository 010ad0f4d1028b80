import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { removeProject } from "./clean-up.ts";
import { type Run, startProcess } from "./process.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The bundled cli.js that the scenarios run. */
    readonly cli: string;
    /** Where scenarios make their folders. */
    readonly scratch: string;
    /** In the name of every project of this run. */
    readonly runId: string;
  }
}

const root = join(import.meta.dirname, "../../..");

/**
 * Before all scenarios: takes the package as it is built to a folder outside the repository (so a build during the run does no harm, and
 * what needs node_modules is found out), and removes what runs that were killed left in the engine. Afterwards the folder goes.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(root, "dist/cli.js"))) throw new Error("gdev is not built: npm run build");
  const scratch = await mkdtemp(join(tmpdir(), "gdev-e2e-"));
  for (const part of ["dist", "presets", "package.json"])
    await cp(join(root, part), join(scratch, "gdev", part), { recursive: true });
  const runId = process.pid.toString(36);
  project.provide("cli", join(scratch, "gdev/dist/cli.js"));
  project.provide("scratch", scratch);
  project.provide("runId", runId);
  if (!process.env.GDEV_E2E_SKIP) await removeLeftovers(runId);
  return async () => {
    if (!process.env.E2E_KEEP) await rm(scratch, { recursive: true, force: true });
  };
}

/** Projects of runs whose process is gone, on an engine of this machine. */
async function removeLeftovers(runId: string): Promise<void> {
  const docker = (args: readonly string[]): Promise<Run> =>
    startProcess({ program: "docker", args, cwd: root, env: process.env }).ended();
  const listed = await Promise.all([
    docker(["ps", "-a", "--format", '{{.Label "com.docker.compose.project"}}']),
    docker(["volume", "ls", "--format", '{{.Label "com.docker.compose.project"}}']),
    docker(["network", "ls", "--format", '{{.Label "com.docker.compose.project"}}']),
  ]);
  const projects = new Set(listed.flatMap((run) => run.exits(0).stdout.split("\n")));
  for (const project of projects) {
    const owner = /^e2e-([0-9a-z]+)-/.exec(project)?.[1];
    if (owner === undefined || owner === runId || (await isTestRun(Number.parseInt(owner, 36)))) continue;
    await removeProject(project, docker);
  }
}

async function isTestRun(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("vitest");
}
