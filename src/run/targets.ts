import { UserError } from "../core/error.ts";
import { noSuchService } from "../core/project/no-such-service.ts";
import { locate } from "../core/project/positions.ts";
import type { Mode } from "../core/project/project.ts";
import { chooseTarget, StageNotFound, type Target, type TargetWarning } from "../core/target/choose.ts";
import type { LoadedProject } from "./project.ts";

/** Which stage every built service shall have: a mode for all, and exceptions by service. */
export interface TargetWish {
  readonly mode: Mode;
  /** Mode by service, where it differs from `mode`. */
  readonly modes?: Readonly<Record<string, Mode>>;
  /** Stage by service: `--target svc=stage`. */
  readonly stages: Readonly<Record<string, string>>;
}

/**
 * Chooses the Target of every built service. Warnings get the place of the build argument they speak of.
 * Throws UserError with the place where a named stage does not exist, or where the wish names a service that is not built.
 */
export function chooseTargets(loaded: LoadedProject, wish: TargetWish): readonly Target[] {
  const built = loaded.project.services.filter((service) => service.build);
  for (const name of Object.keys(wish.stages)) {
    if (!built.some((service) => service.name === name)) throw notBuilt(loaded, name);
  }
  return built.map((service) => {
    const explicit = wish.stages[service.name];
    const dockerfile = loaded.dockerfiles.get(service.name)?.file;
    const made = loaded.madeStages.get(service.name);
    try {
      const target = chooseTarget({
        projectName: loaded.project.name,
        service,
        stages: loaded.stages.get(service.name),
        mode: wish.modes?.[service.name] ?? wish.mode,
        ...(explicit === undefined ? {} : { explicit }),
        ...(made ? { made } : {}),
        ...(dockerfile ? { dockerfile } : {}),
      });
      return { ...target, warnings: target.warnings.map((warning) => placed(loaded, service.name, warning)) };
    } catch (error) {
      throw error instanceof StageNotFound ? withPlace(loaded, error) : error;
    }
  });
}

function placed({ sources }: LoadedProject, service: string, warning: TargetWarning): TargetWarning {
  const place = warning.path && locate(sources, ["services", service, ...warning.path]);
  return place ? { ...warning, place } : warning;
}

/** A stage that was named on the command line is a usage error. */
function withPlace(loaded: LoadedProject, error: StageNotFound): UserError {
  const details = { remedy: "name one of its stages, or leave it out: gdev then chooses", ...error.details };
  if (error.key === "--target") return new UserError(error.message, { ...details, exitCode: 2 });
  const place = locate(loaded.sources, ["services", error.service, ...error.key.split(".")]);
  return new UserError(error.message, { ...details, ...(place ? { place } : {}) });
}

function notBuilt({ project }: LoadedProject, name: string): UserError {
  const names = project.services.map((service) => service.name);
  if (!names.includes(name)) return noSuchService(name, names);
  const built = project.services.filter((service) => service.build).map((service) => service.name);
  return new UserError(`service ${name} has no build: there is no stage to choose`, {
    exitCode: 2,
    remedy: built.length > 0 ? `services with stages: ${built.join(", ")}` : "leave --target out",
  });
}
