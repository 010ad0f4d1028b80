import type { Report } from "../core/event.ts";
import { composeLabels } from "../core/labels.ts";
import { runCompose } from "../docker/compose.ts";
import { inspectContainer, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { readLogs } from "../docker/logs.ts";
import type { Converged } from "./converge.ts";
import type { LoadedProject } from "./project.ts";

/** Stops the services that this run started, and no others; when `kill` aborts, kills what has not stopped yet. */
export async function stopStarted({ call, done }: Converged, report: Report, kill: AbortSignal): Promise<void> {
  const services = [...done.started.keys()];
  if (services.length === 0) return report({ type: "note", text: "what was running before still runs; gdev down stops it" });
  report({ type: "note", text: `stopping ${services.join(", ")} (Ctrl-C again to kill)` });
  const stop = runCompose(call, ["stop", ...services]);
  const killed = new Promise<void>((resolve) => {
    const killNow = (): void => void runCompose(call, ["kill", ...services]).then(() => resolve());
    if (kill.aborted) killNow();
    else kill.addEventListener("abort", killNow, { once: true });
  });
  await Promise.race([stop, killed]);
}

/**
 * Where all services of the project were one-shots that have ended with exit code 0: resolves to what they printed, in the services' order,
 * and removes their containers. Resolves to undefined where any service is still running or failed, and then removes nothing.
 */
export async function endOneShots(
  { call, done }: Converged,
  loaded: LoadedProject,
  engine: Engine,
): Promise<readonly Uint8Array[] | undefined> {
  const { project } = loaded;
  if (done.started.size < project.services.length) return undefined;
  const containers = await listProjectContainers(engine, project.name);
  const states = await Promise.all(containers.map(async ({ Id }) => (await inspectContainer(engine, Id)).State));
  if (states.length === 0 || states.some((state) => state.Status !== "exited" || state.ExitCode !== 0)) return undefined;
  const output: Uint8Array[] = [];
  for (const service of done.started.keys()) {
    for (const container of containers.filter(({ Labels }) => Labels[composeLabels.service] === service)) {
      for await (const lines of readLogs(engine, container.Id, { follow: false }))
        output.push(...lines.map(({ bytes }) => bytes));
    }
  }
  await runCompose(call, ["rm", "--force", ...done.started.keys()]);
  return output;
}
