import { UserError } from "../error.ts";
import type { Service } from "../project/project.ts";
import type { Target } from "../target/choose.ts";
import type { PlanQuestion } from "./question.ts";

/** The tag that a service runs; undefined for one that Compose makes without an image. */
export function imageOf({ targets, override }: PlanQuestion, service: Service): string | undefined {
  const target = targets.find((candidate) => candidate.service === service.name);
  return target?.image ?? override.services[service.name]?.image ?? service.image;
}

/** The Target whose build makes the image of a service: its own, or that of a service which it shares the image with. */
export function builderOf(question: PlanQuestion, service: Service): Target | undefined {
  const image = imageOf(question, service);
  const own = question.targets.find((target) => target.service === service.name);
  return own ?? question.targets.find((target) => target.image === image);
}

/** The tag that a service runs, where a build of the project makes it. */
export function builtImage(question: PlanQuestion, service: Service): string | undefined {
  return builderOf(question, service)?.image;
}

/**
 * Why the image of a Target must be built now, in words; undefined where it is up to date, or must not be built.
 * Throws UserError where it must not be built and is not there.
 */
export function buildCause({ observed, records, build, inputs }: PlanQuestion, { image, service }: Target): string | undefined {
  const id = observed.images[image];
  if (build === "always") return "--build";
  if (id === undefined && build === "never") {
    throw new UserError(`image ${image} of ${service} is not built, and --no-build forbids building it`, {
      remedy: "leave out --no-build, or build it first: gdev build",
    });
  }
  if (build === "never") return undefined;
  if (id === undefined) return `image ${image} is not built yet`;
  const record = records.images[image];
  if (record?.id !== id) return `image ${image} was not built by gdev`;
  return record.inputs === (inputs[service] ?? "") ? undefined : "files of the build changed since the image was built";
}
