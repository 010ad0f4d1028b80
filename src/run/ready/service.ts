import { UserError } from "../../core/error.ts";
import { composeLabels } from "../../core/labels.ts";
import { nearest } from "../../core/nearest.ts";
import type { Project, Service } from "../../core/project/project.ts";
import { startsAir } from "../../core/readiness/air.ts";
import { failed, waiting } from "../../core/readiness/answer.ts";
import { type ImagePreset, presetForImage } from "../../core/readiness/preset.ts";
import { chooseProbe, type Probe } from "../../core/readiness/probe.ts";
import { type ContainerDetails, inspectContainer, listProjectContainers } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import type { ServiceWait, TargetEnd } from "../wait/targets.ts";
import { createBell, poll } from "./poll.ts";
import { waitUntilReady } from "./ready.ts";

export interface ProjectWait extends ServiceWait {
  readonly engine: Engine;
  readonly project: Project;
  readonly presets: readonly ImagePreset[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Waits until the containers of a service are there and ready. Throws UserError (exit code 2) for a service that the project does not have.
 */
export async function waitForService(wait: ProjectWait): Promise<TargetEnd> {
  const { engine, project, timeoutMs, signal, changed } = wait;
  const service = project.services.find(({ name }) => name === wait.name) ?? unknownService(wait);
  const beganMs = performance.now();
  let containers: readonly string[] = [];
  const found = await poll({
    async ask() {
      const all = await listProjectContainers(engine, project.name);
      containers = all.filter(({ Labels }) => Labels[composeLabels.service] === service.name).map(({ Id }) => Id);
      return containers.length > 0 ? { kind: "ready" } : waiting(`it has no container yet: gdev up ${service.name}`);
    },
    pauseMs: () => 100,
    changed: (answer) => answer.kind === "waiting" && changed(answer),
    untilMended: false,
    deadlineMs: timeoutMs,
    bell: createBell(),
    signal,
  });
  if (found.late) return found;
  const leftMs = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - (performance.now() - beganMs));
  const ends = await Promise.all(containers.map((id) => waitForContainer(wait, service, id, leftMs)));
  return ends.find(({ answer }) => answer.kind !== "ready") ?? ends[0] ?? { answer: failed("it has no container"), late: false };
}

/** The Probe of a container that already runs: what the engine says of it stands in for the Dockerfile. */
function probeOfContainer(service: Service, container: ContainerDetails, presets: readonly ImagePreset[]): Probe {
  const { Entrypoint, Cmd, Image, Healthcheck } = container.Config;
  const test = Healthcheck?.Test?.[0];
  return chooseProbe({
    service,
    until: "ready",
    images: [service.image ?? Image, Image],
    presets,
    runsAir: startsAir([...(Entrypoint ?? []), ...(Cmd ?? [])]) && !presetForImage(Image, presets),
    imageHealthcheck: test !== undefined && test !== "NONE",
  });
}

async function waitForContainer(
  wait: ProjectWait,
  service: Service,
  containerId: string,
  deadlineMs: number | undefined,
): Promise<TargetEnd> {
  const { engine, project, presets, env, signal, changed } = wait;
  const probe = probeOfContainer(service, await inspectContainer(engine, containerId, signal), presets);
  try {
    const { answer } = await waitUntilReady({
      engine,
      project,
      service,
      containerId,
      probe,
      deadlineMs,
      env,
      signal,
      report: (happening) => happening.type === "answer" && changed(happening.answer),
    });
    return { answer, late: false };
  } catch (error) {
    if (!(error instanceof UserError) || error.details.exitCode !== 124) throw error;
    const { why = "", output } = error.details;
    return { answer: waiting(why), late: true, ...(output ? { output } : {}) };
  }
}

function unknownService({ project, name }: ProjectWait): never {
  const names = project.services.map((service) => service.name);
  const close = nearest(name, names);
  throw new UserError(`no such service: ${name}`, {
    why: `the services of ${project.name} are: ${names.join(", ")}`,
    remedy: close ? `did you mean ${close}?` : `for a host name, say which port: ${name}:5432`,
    exitCode: 2,
  });
}
