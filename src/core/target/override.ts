import { gdevLabels } from "../labels.ts";
import type { Project, Service } from "../project/project.ts";
import type { Target } from "./choose.ts";
import { devChanges, prodChanges } from "./override-mode.ts";
import { startChange, waitChange } from "./override-start.ts";
import type { Change, ServiceOverride } from "./service-override.ts";

export type { ServiceOverride };

/** The compose YAML that gdev adds for the chosen Targets, as values; `overrideYaml` writes it. */
export interface Override {
  readonly services: Readonly<Record<string, ServiceOverride>>;
  /** Volumes that the override mounts and that outlive the project. */
  readonly sharedVolumes: readonly string[];
  /** Volumes that the override adds to the project. */
  readonly ownVolumes: readonly string[];
}

/**
 * Targets → Override. Services without a Target appear only where their start command waits for others (gdev does that), and where
 * they run the image that another service builds.
 */
export function makeOverride(project: Project, targets: readonly Target[]): Override {
  const services: Record<string, ServiceOverride> = {};
  for (const service of project.services) {
    const target = targets.find((candidate) => candidate.service === service.name);
    const changes = target ? builtChanges(project, service, target) : imageChanges(project, service, targets);
    const reasons = changes.flatMap((change) => change.reasons ?? []);
    if (reasons.length > 0) services[service.name] = { ...Object.assign({}, ...changes), reasons };
  }
  const all = Object.values(services);
  const shared = all.flatMap((service) => Object.keys(service.addedVolumes ?? {}));
  const own = all.flatMap((service) => Object.keys(service.ownVolumes ?? {}));
  return { services, sharedVolumes: [...new Set(shared)].sort(), ownVolumes: own.sort() };
}

function builtChanges(project: Project, service: Service, target: Target): readonly Change[] {
  const chosen: Change = {
    image: target.image,
    ...buildTarget(service, target),
    ...(target.made ? { dockerfileInline: target.made.dockerfile } : {}),
    labels: labelsOf(target),
    reasons: [`stage ${target.stageName ?? "last"}: ${target.reason}`],
  };
  const ofMode = target.mode === "dev" ? devChanges(service, target) : prodChanges(service, target);
  return [chosen, startChange(project, service, target), ...ofMode];
}

function labelsOf({ mode, stageName = "", made }: Target): Readonly<Record<string, string>> {
  const folders = made && made.kept.length > 0 ? { [gdevLabels.imageFolders]: made.kept.join(",") } : {};
  return { [gdevLabels.mode]: mode, [gdevLabels.target]: stageName, ...folders };
}

function buildTarget(service: Service, target: Target): Change {
  if (target.stageName !== undefined) return { target: target.stageName };
  return service.build?.target ? { target: null } : {};
}

function imageChanges(project: Project, service: Service, targets: readonly Target[]): readonly Change[] {
  const shared = sharedTarget(project, service, targets);
  const image: Change = shared ? { image: shared.image, reasons: [`runs the image that ${shared.service} builds`] } : {};
  return [image, waitChange(project, service)];
}

/** The Target of the service that builds this one's image, where gdev gives the very stage that Compose would build another name. */
function sharedTarget({ services }: Project, { image }: Service, targets: readonly Target[]): Target | undefined {
  const builders = services.filter((other) => other.build && other.image !== undefined && other.image === image);
  return targets.find(
    (target) => target.composed === "this" && target.image !== image && builders.some(({ name }) => name === target.service),
  );
}
