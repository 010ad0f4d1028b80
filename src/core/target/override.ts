import { gdevLabels } from "../labels.ts";
import type { Stage } from "../project/dockerfile.ts";
import type { Mount, Project, Service } from "../project/project.ts";
import { hasNoShell, isGoImage } from "./base-image.ts";
import { stageRunsReloader, type Target } from "./choose.ts";
import { hidesImageFiles, isInside } from "./mounts.ts";
import { belongsToDev } from "./reloader.ts";
import { unwrapWait } from "./wait-wrapper.ts";

/** The compose YAML that gdev adds for the chosen Targets, as values; `overrideYaml` writes it. */
export interface Override {
  readonly services: Readonly<Record<string, ServiceOverride>>;
  /** Volumes that the override mounts and that outlive the project. */
  readonly sharedVolumes: readonly string[];
}

/** What changes for one service. A `null` value means: back to what the image says (`!reset`). */
export interface ServiceOverride {
  readonly image?: string;
  /** `null`: no target, the last stage. */
  readonly target?: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly restart?: string;
  readonly healthcheckDisabled?: boolean;
  /** Mounts of the compose file that stay, as Compose printed them; absent: all stay. */
  readonly keptMounts?: readonly unknown[];
  /** Named volumes to add: volume name → path in the container. */
  readonly addedVolumes?: Readonly<Record<string, string>>;
  /** One sentence per change that is not self-evident. */
  readonly reasons: readonly string[];
}

/** Caches of a Go dev stage, shared by all projects: volume name → path for root in the official image. */
const goCaches = { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/root/.cache/go-build" } as const;

/** Targets → Override. Services without a Target appear only where their start command waits for others: gdev does that. */
export function makeOverride(project: Project, targets: readonly Target[]): Override {
  const services: Record<string, ServiceOverride> = {};
  for (const service of project.services) {
    const target = targets.find((candidate) => candidate.service === service.name);
    const override = target ? builtService(service, target) : waitingService(service);
    if (override) services[service.name] = override;
  }
  const added = Object.values(services).flatMap((service) => Object.keys(service.addedVolumes ?? {}));
  return { services, sharedVolumes: [...new Set(added)].sort() };
}

function builtService(service: Service, target: Target): ServiceOverride {
  const parts = [
    startCommand(service, target),
    ...(target.mode === "dev" ? devParts(service, target) : prodParts(service, target)),
  ];
  return {
    image: target.image,
    ...buildTarget(service, target),
    labels: { [gdevLabels.mode]: target.mode, [gdevLabels.target]: target.stageName ?? "" },
    ...Object.assign({}, ...parts),
    reasons: [`stage ${target.stageName ?? "last"}: ${target.reason}`, ...parts.flatMap((part) => part.reasons ?? [])],
  };
}

function buildTarget(service: Service, target: Target): Part {
  if (target.stageName !== undefined) return { target: target.stageName };
  return service.build?.target ? { target: null } : {};
}

function waitingService(service: Service): ServiceOverride | undefined {
  const wrapper = unwrapWait([...(service.entrypoint ?? []), ...(service.command ?? [])]);
  if (!wrapper) return undefined;
  return { ...unwrapped(service, wrapper.command), reasons: [`${wrapper.waiter} dropped: gdev waits instead`] };
}

type Part = Partial<ServiceOverride>;

/** What starts in the container: without a wait-for wrapper, and without a command that belongs to the other mode. */
function startCommand(service: Service, target: Target): Part {
  const own = [...(service.entrypoint ?? []), ...(service.command ?? [])];
  if (own.length === 0) return {};
  const wrapper = unwrapWait(own);
  const command = wrapper?.command ?? own;
  const waits = wrapper ? [`${wrapper.waiter} dropped: gdev waits instead`] : [];
  const foreign = foreignCommand(service, target, command);
  if (foreign) return { ...imagesOwn(service), reasons: [...waits, foreign] };
  return wrapper ? { ...unwrapped(service, command), reasons: waits } : {};
}

/** Why a compose command cannot run in the chosen stage; undefined where it can. */
function foreignCommand(service: Service, target: Target, command: readonly string[]): string | undefined {
  const dev = belongsToDev(command);
  if (target.mode === "prod" && dev) return `command "${command.join(" ")}" dropped: it belongs to dev`;
  const stageIsComposed = target.stageName !== undefined && service.build?.target?.toLowerCase() === target.stageName;
  const reloads = target.stage !== undefined && stageRunsReloader(target.stage);
  if (target.mode === "dev" && !dev && reloads && !stageIsComposed) {
    return `command "${command.join(" ")}" dropped: the dev stage starts its own`;
  }
  return undefined;
}

/** The program behind a wait: as entrypoint, so that an ENTRYPOINT of the image is not put in front of it. */
function unwrapped(service: Service, command: readonly string[]): Part {
  if (command.length === 0) return imagesOwn(service);
  return service.entrypoint ? { entrypoint: command, ...(service.command ? { command: null } : {}) } : { command };
}

function imagesOwn(service: Service): Part {
  return { ...(service.entrypoint ? { entrypoint: null } : {}), ...(service.command ? { command: null } : {}) };
}

function devParts(service: Service, target: Target): readonly Part[] {
  const parts: Part[] = [];
  if (service.restart && service.restart !== "no") {
    parts.push({ restart: "no", reasons: [`restart: ${service.restart} does not apply in dev: it would hide a crash`] });
  }
  const caches = missingGoCaches(service.mounts, target.stage);
  if (Object.keys(caches).length > 0) {
    parts.push({ addedVolumes: caches, reasons: ["Go module and build caches kept in named volumes"] });
  }
  return parts;
}

/** Caches only for root: a non-root stage has another home, and could not write into a volume that root made. */
function missingGoCaches(mounts: readonly Mount[], stage: Stage | undefined): Readonly<Record<string, string>> {
  const root = stage?.user === undefined || /^(root|0)(:|$)/.test(stage.user);
  if (!stage || !root || !isGoImage(stage.baseImage)) return {};
  return Object.fromEntries(Object.entries(goCaches).filter(([, path]) => !mounts.some((mount) => isInside(path, mount.target))));
}

function prodParts(service: Service, target: Target): readonly Part[] {
  const { stage } = target;
  if (!stage) return [];
  const parts: Part[] = [];
  const hiding = service.mounts.filter((mount) => hidesImageFiles(mount, stage, service.build?.context ?? ""));
  if (hiding.length > 0) {
    const kept = rawMounts(service).filter((_, position) => !hiding.includes(service.mounts[position] as Mount));
    parts.push({
      keptMounts: kept,
      reasons: hiding.map((mount) => `mount ${mount.source} on ${mount.target} dropped: production runs the image's own files`),
    });
  }
  if (service.healthcheck && needsShell(service.healthcheck.test) && hasNoShell(stage.baseImage)) {
    parts.push({ healthcheckDisabled: true, reasons: [`healthcheck disabled: ${stage.baseImage} has no shell to run it`] });
  }
  return parts;
}

function rawMounts(service: Service): readonly unknown[] {
  return (service.config as { volumes?: readonly unknown[] }).volumes ?? [];
}

/** Source: compose-spec 05-services, `healthcheck.test`. */
function needsShell(test: readonly string[]): boolean {
  const [kind, program = ""] = test;
  if (kind === "CMD-SHELL") return true;
  return kind === "CMD" && /^(sh|bash|ash|dash|curl|wget|nc)$/.test(program.split("/").at(-1) ?? "");
}
