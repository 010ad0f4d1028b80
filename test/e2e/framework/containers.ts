import type { Run } from "./process.ts";

/** A container of the scenario's project as the engine has it: not as gdev says it. */
export interface ContainerView {
  readonly service: string;
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  readonly exitCode: number;
  /** From gdev's labels. */
  readonly mode: string | undefined;
  readonly stage: string | undefined;
  /** The tag that it was made from, and the image's id. */
  readonly image: string;
  readonly imageId: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly restartPolicy: string;
  readonly restarts: number;
  readonly startedAt: string;
  readonly hasHealthcheck: boolean;
  /** Path in the container → what is there: a folder of the host, or a volume's name. */
  readonly mounts: Readonly<Record<string, string>>;
}

type Docker = (...args: readonly string[]) => Promise<Run>;

/** All containers of a project, running or not. */
export async function viewContainers(docker: Docker, project: string): Promise<readonly ContainerView[]> {
  const listed = (await docker("ps", "-aq", "--no-trunc", "--filter", `label=com.docker.compose.project=${project}`)).exits(0);
  const ids = listed.stdout.split("\n").filter((id) => id !== "");
  if (ids.length === 0) return [];
  const inspected = await docker("inspect", "--type", "container", ...ids);
  // A container that went between the two commands is told on stderr, with exit code 1; the others are printed all the same.
  return (JSON.parse(inspected.stdout) as readonly Inspected[]).map(view);
}

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: { readonly Running: boolean; readonly ExitCode: number; readonly StartedAt: string };
  readonly Config: {
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Entrypoint: readonly string[] | null;
    readonly Cmd: readonly string[] | null;
    readonly Env: readonly string[];
    readonly Healthcheck?: { readonly Test?: readonly string[] };
  };
  readonly HostConfig: { readonly RestartPolicy: { readonly Name: string } };
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
  }[];
}

function view({ Id, Name, Image, RestartCount, State, Config, HostConfig, Mounts }: Inspected): ContainerView {
  const check = Config.Healthcheck?.Test ?? [];
  return {
    service: Config.Labels["com.docker.compose.service"] ?? "",
    id: Id,
    name: Name.replace(/^\//, ""),
    running: State.Running,
    exitCode: State.ExitCode,
    mode: Config.Labels["gdev.mode"],
    stage: Config.Labels["gdev.target"],
    image: Config.Image,
    imageId: Image,
    entrypoint: Config.Entrypoint ?? [],
    command: Config.Cmd ?? [],
    environment: Config.Env,
    restartPolicy: HostConfig.RestartPolicy.Name,
    restarts: RestartCount,
    startedAt: State.StartedAt,
    hasHealthcheck: check.length > 0 && check[0] !== "NONE",
    mounts: Object.fromEntries(
      Mounts.map(({ Type, Name: name, Source, Destination }) => [Destination, Type === "volume" ? (name ?? "") : Source]),
    ),
  };
}
