import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Run } from "./process.ts";
import type { Doings, ScenarioWorld } from "./steps.ts";
import type { TerminalRun } from "./terminal.ts";

export interface ArtifactQuestion extends Doings {
  readonly intent: string;
  readonly title: string;
  readonly world: ScenarioWorld;
  readonly docker: (words: readonly string[]) => Promise<Run>;
}

const root = join(import.meta.dirname, "../../..");

/** Writes what explains a failure to test-artifacts/<intent>/<title>/ and says where: each step, the terminals' last screens, `ps`, logs, the override. */
export async function keepArtifacts(question: ArtifactQuestion): Promise<void> {
  const { intent, title, world, steps, running, terminals, docker } = question;
  const { project, scratch } = world;
  const folder = join(root, "test-artifacts", intent, title.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 60));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const unended = running
    .filter(({ isOver }) => !isOver())
    .map((process) => `still running (pid ${process.pid})\n${process.stdout()}${process.stderr()}\n`);
  await writeFile(join(folder, "steps.txt"), [...steps.map(stepText), ...unended].join("\n"));
  if (terminals.length > 0) {
    const screens = await Promise.all(terminals.map(screenText));
    await writeFile(join(folder, "screens.txt"), screens.join("\n"));
  }
  const ps = await docker(["ps", "-a", "--no-trunc", "--filter", `label=com.docker.compose.project=${project}`]);
  await writeFile(join(folder, "ps.txt"), ps.stdout + ps.stderr);
  const logs = await docker(["compose", "-p", project, "logs", "--no-color", "--timestamps", "--tail", "500"]);
  await writeFile(join(folder, "logs.txt"), logs.stdout + logs.stderr);
  const override = join(scratch, "state/gdev", project, "override.yml");
  await copyFile(override, join(folder, "override.yml")).catch(() => {});
  console.log(`artifacts: ${folder}`);
}

async function screenText({ command, isOver, screen, term }: TerminalRun): Promise<string> {
  return `$ ${command} (${term.cols}×${term.rows}, ${isOver() ? "has ended" : "still running"})\n${await screen()}\n`;
}

function stepText({ command, exitCode, durationMs, stdout, stderr }: Run): string {
  return `$ ${command}\n${stdout}${stderr === "" ? "" : `--- stderr\n${stderr}`}--- exit code ${exitCode}, ${Math.round(durationMs)} ms\n`;
}
