import { EngineError } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import type { Engine } from "./engine.ts";

/** What the Engine API says of a container in `GET /containers/json`; only the fields gdev reads. */
export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  readonly ImageID: string;
  readonly State: string;
  readonly Status: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Ports: readonly { IP?: string; PrivatePort: number; PublicPort?: number; Type: string }[];
  /** The name of an anonymous volume is 64 hexadecimal digits. */
  readonly Mounts?: readonly { readonly Type: string; readonly Name?: string; readonly Destination: string }[];
}

/** `GET /containers/{id}/json`; only the fields gdev reads. Times are RFC 3339; `0001-…` means never. */
export interface ContainerDetails {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Restarting: boolean;
    readonly OOMKilled: boolean;
    readonly ExitCode: number;
    readonly Error: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: {
      readonly Status: string;
      readonly Log?: readonly { ExitCode: number; Output: string }[] | null;
    };
  };
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly Tty: boolean;
    readonly WorkingDir?: string;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Healthcheck?: { readonly Test?: readonly string[] };
    readonly ExposedPorts?: Readonly<Record<string, unknown>>;
  };
  readonly HostConfig: {
    readonly NetworkMode: string;
    /** `source:target[:options]`, as they were asked for. */
    readonly Binds?: readonly string[] | null;
    readonly Mounts?: readonly { readonly Type: string; readonly Source?: string; readonly Target: string }[] | null;
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>> | null;
    readonly Networks: Readonly<Record<string, { IPAddress: string }>> | null;
  };
}

/** All containers of a compose project, stopped ones included, `compose run` ones excluded. */
export async function listProjectContainers(engine: Engine, project: string): Promise<readonly ContainerSummary[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${composeLabels.project}=${project}`] }));
  const all = await engine.json<readonly ContainerSummary[]>({ path: `/containers/json?all=1&filters=${filters}` });
  return all.filter((container) => container.Labels[composeLabels.oneoff] !== "True");
}

/** One container in full. EngineError 404 when it is gone. */
export function inspectContainer(engine: Engine, id: string, signal?: AbortSignal): Promise<ContainerDetails> {
  return engine.json<ContainerDetails>({ path: `/containers/${id}/json`, ...(signal ? { signal } : {}) });
}

/** The container's name without the engine's leading slash. */
export function containerName(summary: ContainerSummary): string {
  return (summary.Names[0] ?? summary.Id.slice(0, 12)).replace(/^\//, "");
}

/** Whether a path exists in the container's file system; works without anything installed in it. */
export async function hasFile(engine: Engine, id: string, path: string): Promise<boolean> {
  try {
    const archive = await engine.stream({ path: `/containers/${id}/archive?path=${encodeURIComponent(path)}` });
    archive.destroy();
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return false;
    throw error;
  }
}
