import type { Stage } from "../project/dockerfile.ts";
import type { Service } from "../project/project.ts";

/** A build argument that names a stage: Docker takes no notice of it, its author meant `build.target`. */
export interface MeantTarget {
  readonly argument: string;
  readonly stage: Stage;
}

/**
 * `build.args: target=dev` of a service with no `build.target`, where `dev` is a stage. Undefined where a FROM of the Dockerfile uses
 * the argument: `FROM $target` does select.
 */
export function stageOfBuildArg(service: Service, stages: readonly Stage[]): MeantTarget | undefined {
  if (!service.build || service.build.target) return undefined;
  for (const [argument, value] of Object.entries(service.build.args)) {
    if (!value || !/^(build_?)?(target|stage)$/i.test(argument)) continue;
    const name = value.toLowerCase();
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage && !stages.some(({ base }) => base.toLowerCase() === name)) return { argument, stage };
  }
  return undefined;
}
