import { wantedImages } from "../../core/size/wanted.ts";
import type { WantedImage } from "../../core/size/wanted-image.ts";
import type { Target } from "../../core/target/choose.ts";
import type { LoadedProject } from "../project.ts";
import { chooseTargets } from "../targets.ts";

/** Which images a report is about, and of what project. Plain JSON. */
export interface SizesWanted {
  readonly project: string;
  /** The project's folder, absolute. */
  readonly directory: string;
  readonly images: readonly WantedImage[];
}

/** All images of a project that was read. Throws UserError where a named stage does not exist. */
export function wantedOf(loaded: LoadedProject): SizesWanted {
  const { project, stages, dockerfiles } = loaded;
  const images = wantedImages({ project, stages, dockerfiles, targets: targetsOfBothModes(loaded) });
  return { project: project.name, directory: project.directory, images };
}

/** For each service what it runs in dev and in production; a service that has but one of them appears once. */
function targetsOfBothModes(loaded: LoadedProject): readonly Target[] {
  return (["dev", "prod"] as const).flatMap((mode) =>
    chooseTargets(loaded, { mode, stages: {} }).filter((target) => target.mode === mode),
  );
}
