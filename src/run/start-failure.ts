import { UserError } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import { parseStartError } from "../core/plan/start-error.ts";
import { locate, locateText } from "../core/project/positions.ts";
import { type ContainerSummary, containerName, inspectContainer, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { findPortHolder } from "../host/port-holder.ts";
import type { LoadedProject } from "./project.ts";

/** What Compose said when it could not start containers → a UserError with the cause found out: who holds the port, whose the name is. */
export async function explainStartFailure(stderr: string, loaded: LoadedProject, engine: Engine): Promise<UserError> {
  const error = parseStartError(stderr);
  switch (error.kind) {
    case "port-taken":
      return portTaken(error.port, loaded, engine);
    case "name-taken":
      return nameTaken(error.name, error.holder, loaded, engine);
    case "no-program":
      return noProgram(error.program, error.words, loaded, engine);
    case "no-space":
      return new UserError("no space left on the engine's disk", {
        why: error.words,
        remedy: "docker system df shows what takes it; docker builder prune and docker image prune free some",
      });
    case "engine-gone":
      return new UserError(`the Docker engine at ${engine.url} stopped answering`, {
        why: error.words,
        remedy: "start it again, then run the same command: gdev goes on where it was",
      });
    case "other":
      return new UserError("Compose could not start the services", {
        why: error.words,
        remedy: "gdev config shows what Compose was given; correct what it complains of in the compose file",
        failed: { deed: "start" },
      });
  }
}

async function portTaken(port: number, loaded: LoadedProject, engine: Engine): Promise<UserError> {
  const containers = await engine.json<readonly ContainerSummary[]>({ path: "/containers/json" }).catch(() => []);
  const container = containers.find(({ Ports }) => Ports.some((published) => published.PublicPort === port));
  const owner = container ? describeContainer(container) : await findPortHolder(port);
  const service = loaded.project.services.find(({ ports }) => ports.some(({ published }) => published === String(port)));
  const place =
    locateText(loaded.sources, new RegExp(`(?<=["'\\s:-])${port}:`)) ??
    (service && locate(loaded.sources, ["services", service.name, "ports"]));
  const remedy = container
    ? `stop it (docker stop ${containerName(container)}), or publish ${service?.name ?? "the service"} on another port`
    : `stop it, or publish ${service?.name ?? "the service"} on another port`;
  return new UserError(`port ${port} is already taken${service ? `: ${service.name} cannot publish it` : ""}`, {
    why: owner ? `it is held by ${owner}` : "another process listens on it",
    remedy,
    ...(place ? { place } : {}),
  });
}

async function nameTaken(name: string, holder: string, loaded: LoadedProject, engine: Engine): Promise<UserError> {
  const containers = await engine.json<readonly ContainerSummary[]>({ path: "/containers/json?all=1" }).catch(() => []);
  const container = containers.find(({ Id }) => Id.startsWith(holder));
  const place = locateText(loaded.sources, new RegExp(`container_name:\\s*["']?${name}["']?\\s*$`));
  return new UserError(`the container name ${name} is already taken`, {
    why: container ? `by ${describeContainer(container)}` : `by container ${holder.slice(0, 12)}`,
    remedy: `remove it if you no longer need it (docker rm -f ${name}), or drop container_name: Compose then names it after the project`,
    ...(place ? { place } : {}),
  });
}

async function noProgram(program: string, words: string, { project }: LoadedProject, engine: Engine): Promise<UserError> {
  const service = await serviceThatFailed(engine, project.name, program).catch(() => undefined);
  return new UserError(
    `${service ? `the container of ${service}` : "the container"} has no program ${program} that it could start`,
    {
      why: words,
      remedy: `check command and entrypoint of ${service ?? "the service"} against the chosen stage: gdev config shows both; a mount over the program's folder hides it`,
      failed: { deed: "start", ...(service ? { service } : {}) },
    },
  );
}

/** Compose does not say which container the engine refused to start; the engine has noted it down. */
async function serviceThatFailed(engine: Engine, project: string, program: string): Promise<string | undefined> {
  const created = (await listProjectContainers(engine, project)).filter(({ State }) => State === "created");
  const details = await Promise.all(created.map(async ({ Id }) => inspectContainer(engine, Id)));
  const failed = details.find(({ State }) => State.Error.includes(program));
  return failed?.Config.Labels?.[composeLabels.service];
}

function describeContainer(container: ContainerSummary): string {
  const project = container.Labels[composeLabels.project];
  return `container ${containerName(container)}${project ? ` of project ${project}` : ""} (${container.Status.toLowerCase()})`;
}
