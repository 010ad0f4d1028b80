import type { Place } from "../error.ts";
import { type Stage, stageTitle } from "../project/dockerfile.ts";
import type { Service } from "../project/project.ts";
import { stageOfBuildArg } from "./build-argument.ts";
import { receivesSource } from "./mounts.ts";
import type { NotMade } from "./synth/draft.ts";

export interface TargetWarning {
  readonly text: string;
  readonly remedy?: string;
  /** The key in the service's part of the compose file that it speaks of, such as `["build","args","target"]`. */
  readonly path?: readonly string[];
  /** Where that key stands; filled in by whoever has the file. */
  readonly place?: Place;
}

/** A build argument that was meant as target. */
export function argumentWarnings(service: Service, stages: readonly Stage[]): readonly TargetWarning[] {
  const meant = stageOfBuildArg(service, stages);
  if (!meant) return [];
  const name = stageTitle(meant.stage);
  const text = `${service.name}: build.args ${meant.argument}=${name} selects no stage in Docker; gdev takes it as the wish for stage ${name}`;
  return [{ text, remedy: `write build: { target: ${name} } and drop the argument`, path: ["build", "args", meant.argument] }];
}

/** A dev stage that no save on the host reaches, of a service that keeps running. `docker compose watch` copies saves itself. */
export function sourceWarnings(service: Service, stage: Stage): readonly TargetWarning[] {
  const { develop } = service.config as { develop?: { watch?: readonly unknown[] } };
  if (service.oneShot || receivesSource(service.mounts, stage) || (develop?.watch ?? []).length > 0) return [];
  const stageWords = stage.name ? `stage ${stage.name}` : stageTitle(stage);
  const text = `${service.name} runs ${stageWords} without a mount of its source: a save on this machine does not reach the container`;
  const remedy =
    stage.workdir === "/"
      ? "give the stage a WORKDIR, such as /app, and mount the source there"
      : `mount it: volumes: [".:${stage.workdir}"]`;
  return [{ text, remedy }];
}

/** Dev was wished of a service that has no dev stage, and for which gdev makes none. */
export function noDevWarning(service: Service, stage: Stage, notMade?: NotMade): TargetWarning {
  const text = `${service.name} has no dev stage: running ${stageTitle(stage)}, without hot reload`;
  const remedy = notMade?.remedy ?? "add a stage named dev that runs air to its Dockerfile, or set x-gdev.dev";
  return { text: notMade ? `${text}; gdev makes none: ${notMade.why}` : text, remedy };
}

/** Production was wished of a service that has only dev stages. */
export function noProdWarning(service: Service, stage: Stage): TargetWarning {
  const text = `${service.name} has no production stage: running ${stageTitle(stage)}, as in dev`;
  return { text, remedy: "add a stage named runner that holds only the built program to its Dockerfile, or set x-gdev.prod" };
}
