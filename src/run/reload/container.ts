import { composeLabels } from "../../core/labels.ts";
import type { Mount, Service } from "../../core/project/project.ts";
import { type AirConfig, airCommand, airConfigPaths, parseAirConfig } from "../../core/reload/air-config.ts";
import { containerPathsOf, hostPathOf, sourcesOf } from "../../core/reload/mounted.ts";
import { airFolders, walkedByAir, wantedByAir } from "../../core/reload/wanted.ts";
import { readContainerFile } from "../../docker/container-file.ts";
import { type ContainerDetails, inspectContainer, listProjectContainers } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { readText } from "../../host/files.ts";

/** The container of a dev service, as far as its reload is concerned. */
export interface DevContainer {
  readonly id: string;
  readonly number: number;
  readonly startedAt: string;
  /** Of the air that it runs; undefined where it runs another program. */
  readonly air: AirConfig | undefined;
  /** The folders on the host whose saves reach it. */
  readonly folders: readonly string[];
  /** Whether a save of this file, or anything in this folder of the host, is to be heeded. */
  readonly heeds: (path: string, kind: "file" | "folder") => boolean;
}

/**
 * The running container of a service, the first of several, with the configuration of its air. Undefined where none runs. Throws what the
 * engine throws.
 */
export async function findDevContainer(
  engine: Engine,
  project: string,
  service: Service,
  signal: AbortSignal,
): Promise<DevContainer | undefined> {
  const all = await listProjectContainers(engine, project);
  const own = all.filter(({ Labels, State }) => Labels[composeLabels.service] === service.name && State === "running");
  const numbered = own.map(({ Id, Labels }) => ({ id: Id, number: Number(Labels[composeLabels.number] ?? 1) }));
  const [first] = numbered.sort((one, other) => one.number - other.number);
  if (!first) return undefined;
  const details = await inspectContainer(engine, first.id, signal);
  const mounts = mountsOf(service, details);
  const air = await readAirConfig(engine, details, mounts);
  const workdir = details.Config.WorkingDir || "/";
  return {
    ...first,
    startedAt: details.State.StartedAt,
    air,
    folders: sourcesOf(air ? airFolders(air) : [workdir], mounts),
    heeds: (path, kind) => containerPathsOf(path, mounts).some((inside) => isHeeded(inside, kind, air)),
  };
}

/** The compose file's mounts, and what the container was given beside them: gdev mounts the source for a dev stage of its own. */
function mountsOf({ mounts }: Service, { HostConfig }: ContainerDetails): readonly Mount[] {
  const binds = (HostConfig.Binds ?? []).flatMap((bind) => {
    const [, source, target] = /^((?:[A-Za-z]:)?[^:]+):(\/[^:]*)/.exec(bind) ?? [];
    return source?.match(/[\\/]/) && target !== undefined ? [{ type: "bind", source, target }] : [];
  });
  const asked = (HostConfig.Mounts ?? []).map(({ Type: type, Source: source, Target: target }) => ({
    type,
    ...(source === undefined ? {} : { source }),
    target,
  }));
  const added = [...binds, ...asked].filter(({ target }) => !mounts.some((mount) => mount.target === target));
  return [...mounts, ...added];
}

function isHeeded(path: string, kind: "file" | "folder", air: AirConfig | undefined): boolean {
  if (air) return kind === "folder" ? walkedByAir(path, air) : wantedByAir(path, air);
  return !path.split("/").some((name) => name.startsWith(".") || notSource.has(name));
}

/** What other reloaders leave out, too. */
const notSource: ReadonlySet<string> = new Set(["node_modules", "vendor", "tmp", "dist", "build", "target", "__pycache__"]);

async function readAirConfig(
  engine: Engine,
  { Id, Config }: ContainerDetails,
  mounts: readonly Mount[],
): Promise<AirConfig | undefined> {
  const command = airCommand([...(Config.Entrypoint ?? []), ...(Config.Cmd ?? [])]);
  if (!command) return undefined;
  const workdir = Config.WorkingDir || "/";
  for (const path of airConfigPaths(command, workdir)) {
    const onHost = hostPathOf(path, mounts);
    const text = (onHost === undefined ? undefined : await readText(onHost)) ?? (await readContainerFile(engine, Id, path));
    if (text !== undefined) return parseAirConfig(text, workdir, command.flags);
  }
  return parseAirConfig(undefined, workdir, command.flags);
}
