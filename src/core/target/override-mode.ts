import type { Mount, Service } from "../project/project.ts";
import { hasNoShell, isGoImage } from "./base-image.ts";
import type { Target } from "./choose.ts";
import { hidesImageFiles, isInside, receivesSource } from "./mounts.ts";
import { baseName, isShell } from "./programs.ts";
import type { Change } from "./service-override.ts";
import type { MadeStage } from "./synth/draft.ts";

/** Caches of a Go dev stage, shared by all projects: volume name → path for root in the official image. */
const goCaches = { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/root/.cache/go-build" } as const;

/** What changes for a service because it runs a dev stage. */
export function devChanges(service: Service, target: Target): readonly Change[] {
  const changes: Change[] = target.made ? [...madeChanges(service, target.made)] : [];
  if (service.restart && service.restart !== "no") {
    changes.push({ restart: "no", reasons: [`restart: ${service.restart} does not apply in dev: it would hide a crash`] });
  }
  const caches = missingGoCaches(service, target);
  if (Object.keys(caches).length > 0) {
    changes.push({ addedVolumes: caches, reasons: ["Go module and build caches kept in named volumes"] });
  }
  return changes;
}

/** What a stage of gdev's own needs: the source, and nothing that was written for the production image. */
function madeChanges(service: Service, made: MadeStage): readonly Change[] {
  const { stage, mount, kept, notes } = made;
  const changes: Change[] = [{ reasons: notes }];
  if (!receivesSource(service.mounts, stage)) {
    const mounts = [mount, ...kept.map((target) => ({ target }))].filter(
      ({ target }) => !service.mounts.some((given) => given.target === target),
    );
    changes.push({ addedMounts: mounts, reasons: [`source mounted: ${mount.source} on ${mount.target}`] });
  }
  if (made.data !== undefined) {
    changes.push({ ownVolumes: { [`gdev-${service.name}-data`]: made.data }, reasons: [] });
  }
  const dropped = productionKeys(service, made);
  if (dropped.length > 0) {
    changes.push({ droppedKeys: dropped, reasons: [`${dropped.join(", ")} dropped: written for the production image`] });
  }
  if (service.healthcheck && !service.healthcheck.disabled) {
    changes.push({ healthcheckDisabled: true, reasons: ["healthcheck disabled: it is written for the production image"] });
  }
  return changes;
}

/** Keys that would keep a compiler from its source, its caches or the folder that it builds in. */
function productionKeys({ user, config }: Service, made: MadeStage): readonly string[] {
  const { working_dir, read_only, tmpfs } = config as {
    working_dir?: string;
    read_only?: boolean;
    tmpfs?: string | readonly string[];
  };
  const isOtherUser = made.user !== undefined && user !== undefined && !isRoot(user);
  const isTmp = [tmpfs ?? []].flat().some((entry) => /^\/tmp(:|$)/.test(entry));
  return [
    ...(isOtherUser ? ["user"] : []),
    ...(working_dir !== undefined && working_dir !== made.stage.workdir ? ["working_dir"] : []),
    ...(read_only ? ["read_only"] : []),
    ...(made.user !== undefined && isTmp ? ["tmpfs"] : []),
  ];
}

/** What changes for a service because it runs a production stage. A Dockerfile that is not on this machine tells nothing. */
export function prodChanges(service: Service, { stage }: Target): readonly Change[] {
  if (!stage) return [];
  const changes: Change[] = [];
  const hiding = service.mounts.filter((mount) => hidesImageFiles(mount, stage, service.build?.context ?? ""));
  if (hiding.length > 0) {
    const kept = rawMounts(service).filter((_, position) => !hiding.some((mount) => mount === service.mounts[position]));
    changes.push({
      keptMounts: kept,
      reasons: hiding.map((mount) => `${mountTitle(mount)} dropped: production runs the image's own files`),
    });
  }
  const { healthcheck } = service;
  if (healthcheck && !healthcheck.disabled && needsShell(healthcheck.test) && hasNoShell(stage.baseImage)) {
    changes.push({ healthcheckDisabled: true, reasons: [`healthcheck disabled: ${stage.baseImage} has no shell to run it`] });
  }
  return changes;
}

/** Caches only for root: another user has another home, and could not write into a volume that root made. */
function missingGoCaches({ mounts, user }: Service, { stage, made }: Target): Readonly<Record<string, string>> {
  if (!stage || !isRoot(made?.user ?? user ?? stage.user ?? "") || !isGoImage(stage.baseImage)) return {};
  return Object.fromEntries(Object.entries(goCaches).filter(([, path]) => !mounts.some((mount) => isInside(path, mount.target))));
}

function isRoot(user: string): boolean {
  return /^(root|0)?(:|$)/.test(user);
}

/** The mounts as Compose printed them, in the order of `service.mounts`. */
function rawMounts(service: Service): readonly unknown[] {
  return (service.config as { volumes?: readonly unknown[] }).volumes ?? [];
}

function mountTitle({ source, target }: Mount): string {
  return source === undefined ? `anonymous volume on ${target}` : `mount ${source} on ${target}`;
}

/** Source: compose-spec 05-services, `healthcheck.test`. */
function needsShell([kind, program = ""]: readonly string[]): boolean {
  if (kind === "CMD-SHELL") return true;
  return kind === "CMD" && (isShell(program) || /^(curl|wget|nc)$/.test(baseName(program)));
}
