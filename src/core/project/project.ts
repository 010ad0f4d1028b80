import type { Budget } from "../size/budget.ts";

/** What the user wants of a service: the dev stage with hot reload, or what will run in production. */
export type Mode = "dev" | "prod";

/** What the compose files say, resolved by Compose itself and narrowed to the wanted services and what they depend on. */
export interface Project {
  readonly name: string;
  /** Absolute; relative paths of the compose files start here. */
  readonly directory: string;
  /** The compose files, absolute, in the order in which Compose merges them. */
  readonly files: readonly string[];
  readonly services: readonly Service[];
  /** Compose secrets with a file or an environment variable behind them, by name. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
}

export interface SecretSource {
  readonly file?: string;
  readonly environment?: string;
}

export interface Service {
  readonly name: string;
  readonly image?: string;
  readonly build?: Build;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** `user:` of the compose file; absent: the image's own. */
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly ports: readonly PublishedPort[];
  readonly dependsOn: readonly Dependency[];
  /** It runs to its end: another service waits for that (`service_completed_successfully`). */
  readonly oneShot?: boolean;
  readonly healthcheck?: Healthcheck;
  readonly restart?: string;
  readonly tty: boolean;
  /** Secret name → path in the container. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly gdev: ServiceSettings;
  /** The service as `docker compose config` printed it: what a change of configuration is measured on. */
  readonly config: unknown;
}

export interface Build {
  /** A folder (absolute) or a remote context (URL). */
  readonly context: string;
  /** Relative to the context, or absolute. */
  readonly dockerfile: string;
  readonly dockerfileInline?: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string | null>>;
}

export interface Mount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
}

export interface PublishedPort {
  readonly target: number;
  readonly protocol: string;
  readonly hostIp?: string;
  /** A port or a range; absent: the engine picks one. */
  readonly published?: string;
}

export interface Dependency {
  readonly service: string;
  readonly condition: "service_started" | "service_healthy" | "service_completed_successfully";
  readonly required: boolean;
}

export interface Healthcheck {
  readonly test: readonly string[];
  readonly disabled: boolean;
}

/** `x-gdev` of a service. */
export interface ServiceSettings {
  readonly dev?: string;
  readonly prod?: string;
  readonly probe?: string;
  /** How large its images may be. */
  readonly budget?: Budget;
}

/** A service of which nothing is known but its name. */
export function bareService(name: string): Service {
  return {
    name,
    environment: {},
    mounts: [],
    ports: [],
    dependsOn: [],
    tty: false,
    secrets: {},
    gdev: {},
    config: undefined,
  };
}

/** The service of that name, or undefined. */
export function serviceNamed(project: Project, name: string): Service | undefined {
  return project.services.find((service) => service.name === name);
}
