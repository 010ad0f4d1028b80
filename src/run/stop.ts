import type { Report } from "../core/event.ts";
import { runCompose } from "../docker/compose.ts";
import { inspectContainer, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import type { Converged } from "./converge.ts";
import type { LoadedProject } from "./project.ts";

/** Stops the services that these runs started, and no others; when `kill` aborts, kills what has not stopped yet. */
export async function stopStarted(runs: readonly Converged[], report: Report, kill: AbortSignal): Promise<void> {
  const services = [...new Set(runs.flatMap(({ done }) => [...done.started.keys()]))];
  const call = runs.at(-1)?.call;
  if (!call || services.length === 0)
    return report({ type: "note", text: "what was running before still runs; gdev down stops it" });
  report({ type: "note", text: `stopping ${services.join(", ")} (Ctrl-C again to kill)` });
  const stop = runCompose(call, ["stop", ...services]).then(({ exitCode, stderr }) => {
    if (exitCode === 0 || kill.aborted) return;
    const why = stderr.trim().split("\n").at(-1) ?? "";
    report({
      type: "warning",
      text: `${services.join(", ")} could not be stopped: ${why}`,
      remedy: "gdev down stops all of the project",
    });
  });
  const killed = new Promise<void>((resolve) => {
    const killNow = (): void => void runCompose(call, ["kill", ...services]).then(() => resolve());
    if (kill.aborted) killNow();
    else kill.addEventListener("abort", killNow, { once: true });
  });
  await Promise.race([stop, killed]);
}

/** Whether all services of the project were one-shots that this run started and that have ended with exit code 0. */
export async function oneShotsEnded({ done }: Converged, { project }: LoadedProject, engine: Engine): Promise<boolean> {
  if (done.started.size < project.services.length) return false;
  const containers = await listProjectContainers(engine, project.name);
  const states = await Promise.all(containers.map(async ({ Id }) => (await inspectContainer(engine, Id)).State));
  return states.length > 0 && states.every((state) => state.Status === "exited" && state.ExitCode === 0);
}

/** Removes the ended containers of the services that this run started. */
export async function removeEnded({ call, done }: Converged): Promise<void> {
  await runCompose(call, ["rm", "--force", ...done.started.keys()]);
}
