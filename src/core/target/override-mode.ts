import type { Mount, Service } from "../project/project.ts";
import { hasNoShell, isGoImage } from "./base-image.ts";
import type { Target } from "./choose.ts";
import { hidesImageFiles, isInside } from "./mounts.ts";
import { baseName, isShell } from "./programs.ts";
import type { Change } from "./service-override.ts";

/** Caches of a Go dev stage, shared by all projects: volume name → path for root in the official image. */
const goCaches = { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/root/.cache/go-build" } as const;

/** What changes for a service because it runs a dev stage. */
export function devChanges(service: Service, target: Target): readonly Change[] {
  const changes: Change[] = [];
  if (service.restart && service.restart !== "no") {
    changes.push({ restart: "no", reasons: [`restart: ${service.restart} does not apply in dev: it would hide a crash`] });
  }
  const caches = missingGoCaches(service, target);
  if (Object.keys(caches).length > 0) {
    changes.push({ addedVolumes: caches, reasons: ["Go module and build caches kept in named volumes"] });
  }
  return changes;
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
function missingGoCaches({ mounts, user }: Service, { stage }: Target): Readonly<Record<string, string>> {
  const isRoot = /^(root|0)?(:|$)/.test(user ?? stage?.user ?? "");
  if (!stage || !isRoot || !isGoImage(stage.baseImage)) return {};
  return Object.fromEntries(Object.entries(goCaches).filter(([, path]) => !mounts.some((mount) => isInside(path, mount.target))));
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
