import { UserError } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import { type ContainerSummary, hasFile } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";

/** The container of a service that a command can be run in: the first that runs. */
export function runningContainer(containers: readonly ContainerSummary[], service: string): ContainerSummary | undefined {
  return containers.find(({ State, Labels }) => State === "running" && Labels[composeLabels.service] === service);
}

/** For a service that has no running container. */
export function notRunning(service: string): UserError {
  return new UserError(`${service} is not running`, { remedy: `start it first: gdev up -d ${service}` });
}

/** The best shell that the container has. Throws UserError where it has none, and says what works instead. */
export async function shellOf(engine: Engine, container: string, service: string): Promise<string> {
  for (const shell of ["/bin/bash", "/bin/sh"]) if (await hasFile(engine, container, shell)) return shell;
  throw new UserError(`the container of ${service} has no shell`, {
    why: "its image holds little more than the program, as distroless and scratch images do",
    remedy: `name a program that it has (gdev exec ${service} <program>), or switch to dev for a shell: gdev switch ${service} dev`,
  });
}
