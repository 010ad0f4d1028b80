import { EngineError } from "../core/error.ts";
import { composeLabels, gdevLabels } from "../core/labels.ts";
import type { Records } from "../core/plan/records.ts";
import type { Mode, Project, Service } from "../core/project/project.ts";
import { type ContainerSummary, inspectContainer, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { inspectImage } from "../docker/observe.ts";
import { readRecords, stateFolder } from "../host/state.ts";

/** How one service is doing: a line of `gdev ps` and of the summary after `gdev up`. */
export interface ServiceReport {
  readonly service: string;
  /** Absent for a service that gdev chose no stage for. */
  readonly mode?: Mode;
  readonly stage?: string;
  readonly image: string;
  /** The engine's word, or `not created`. */
  readonly state: string;
  /** The engine's longer words, such as `Exited (3) 2 minutes ago`. */
  readonly status: string;
  readonly ready?: { readonly probe: string; readonly afterMs: number };
  readonly ports: readonly PortReport[];
  /** Unpacked size of the image's layers. */
  readonly sizeBytes?: number;
  /** The container's name. */
  readonly container?: string;
  readonly containerId?: string;
  readonly imageId?: string;
  /** Of a container that has ended. */
  readonly exitCode?: number;
}

export interface PortReport {
  readonly target: number;
  readonly protocol: string;
  readonly published: number;
  readonly hostIp: string;
}

/**
 * The services of a project as the engine has them now, in alphabetical order; `names` are services that shall have a line even where no
 * container exists. What was found ready is remembered in the state folder, and counts only while the container has not been restarted.
 */
export async function reportServices(
  engine: Engine,
  project: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly ServiceReport[]> {
  const [containers, records] = await Promise.all([
    listProjectContainers(engine, project),
    readRecords(stateFolder(env, project)),
  ]);
  const [sizes, found] = await Promise.all([
    imageSizes(engine, containers),
    Promise.all(containers.map((container) => reportContainer(engine, container, records))),
  ]);
  const reports = found.flatMap((report) => report ?? []).map((report) => withSize(report, sizes.get(report.imageId)));
  const missing = names.filter((name) => !reports.some(({ service }) => service === name));
  const absent = missing.map((service): ServiceReport => ({ service, image: "", state: "not created", status: "", ports: [] }));
  return [...reports, ...absent].sort(
    (a, b) => a.service.localeCompare(b.service) || (a.container ?? "").localeCompare(b.container ?? ""),
  );
}

/** Bytes by image id, of the images of the containers; each is asked for once. */
async function imageSizes(
  engine: Engine,
  containers: readonly ContainerSummary[],
): Promise<ReadonlyMap<string | undefined, number | undefined>> {
  const ids = [...new Set(containers.map(({ ImageID }) => ImageID))];
  return new Map(await Promise.all(ids.map(async (id) => [id, (await inspectImage(engine, id))?.Size] as const)));
}

function withSize(report: ServiceReport, sizeBytes: number | undefined): ServiceReport {
  return sizeBytes === undefined ? report : { ...report, sizeBytes };
}

/** Undefined for a container that has been removed meanwhile. The engine is asked only for what its list does not have. */
async function reportContainer(
  engine: Engine,
  container: ContainerSummary,
  records: Records,
): Promise<ServiceReport | undefined> {
  const record = records.ready[container.Id];
  const lasts = container.State === "running" || record?.probe === "exit 0";
  const ended = container.State === "exited" || container.State === "dead";
  if (!ended && !(lasts && record)) return describe(container);
  const details = await inspectContainer(engine, container.Id).catch((error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  });
  if (!details) return undefined;
  const { State } = details;
  const isReady = lasts && record && record.startedAt === State.StartedAt;
  return {
    ...describe(container),
    ...(isReady ? { ready: { probe: record.probe, afterMs: record.afterMs } } : {}),
    ...(ended ? { exitCode: State.ExitCode } : {}),
  };
}

/** Where a browser or a client on this machine reaches the service: its first published TCP port. */
export function serviceUrl(report: ServiceReport, service: Service | undefined): string | undefined {
  const port = report.ports.find(({ protocol }) => protocol === "tcp");
  if (!port) return undefined;
  const host = ["0.0.0.0", "::", "", "127.0.0.1", "::1"].includes(port.hostIp) ? "localhost" : port.hostIp;
  const probe = report.ready?.probe ?? "";
  const speaksHttp = /\bhttp :/.test(probe) || (service?.build !== undefined && !/\btcp :/.test(probe));
  return speaksHttp ? `http://${host}:${port.published}` : `${host}:${port.published}`;
}

/** Names of the project's services that are built from a Dockerfile. */
export function builtServices(project: Project): readonly string[] {
  return project.services.filter((service) => service.build).map((service) => service.name);
}

function describe(container: ContainerSummary): ServiceReport {
  const mode = container.Labels[gdevLabels.mode] as Mode | undefined;
  const stage = container.Labels[gdevLabels.target];
  const name = container.Names[0]?.replace(/^\//, "");
  return {
    service: container.Labels[composeLabels.service] ?? "",
    ...(mode ? { mode } : {}),
    ...(stage ? { stage } : {}),
    image: container.Image,
    state: container.State,
    status: container.Status,
    ports: publishedPorts(container),
    ...(name ? { container: name } : {}),
    containerId: container.Id,
    imageId: container.ImageID,
  };
}

/** One entry a port: the engine lists a port once for IPv4 and once for IPv6. */
function publishedPorts({ Ports }: ContainerSummary): readonly PortReport[] {
  const ports = Ports.flatMap((port) =>
    port.PublicPort ? [{ target: port.PrivatePort, protocol: port.Type, published: port.PublicPort, hostIp: port.IP ?? "" }] : [],
  );
  return ports.filter(
    (port, index) => ports.findIndex((other) => other.published === port.published && other.target === port.target) === index,
  );
}
