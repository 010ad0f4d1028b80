import type { Service } from "../project/project.ts";
import type { Target } from "../target/choose.ts";
import { builtImage } from "./image.ts";
import type { ObservedContainer } from "./observed.ts";
import { isWished, type PlanQuestion } from "./question.ts";
import { dependentsOf } from "./start-order.ts";
import { waitUntil } from "./wait-until.ts";

/** Service → the step that gets its image, such as `image rebuilt by #1`; only for images that this Plan gets. */
export type NewImages = ReadonlyMap<string, string>;

/**
 * Why a service must be started now, in words; undefined where it runs as wished. A one-shot that did its work stays ended while
 * nothing that waits for it starts.
 */
export function startCause(question: PlanQuestion, service: Service, newImages: NewImages): string | undefined {
  const containers = question.observed.containers[service.name] ?? [];
  const changed = changeCause(question, service, containers, newImages);
  if (changed !== undefined) return changed;
  const stopped = containers.find(({ state }) => state !== "running" && state !== "restarting");
  if (!stopped || isSettledOneShot(question, service, containers, newImages)) return undefined;
  return stopped.state === "exited" ? `ended with exit code ${stopped.exitCode ?? "?"}` : stopped.state;
}

/** Why the containers that are there cannot stay, or which are missing. */
function changeCause(
  question: PlanQuestion,
  service: Service,
  containers: readonly ObservedContainer[],
  newImages: NewImages,
): string | undefined {
  const { observed, records, configs, targets } = question;
  const [container] = containers;
  const wanted = wantedContainers(service);
  if (!container) return wanted === 0 ? undefined : "not running";
  const newImage = newImages.get(service.name);
  if (newImage !== undefined) return newImage;
  const target = targets.find((candidate) => candidate.service === service.name);
  if (target && !runsStage(container, target)) {
    return `mode ${target.mode}; the container runs stage ${container.stage || "last"}`;
  }
  const image = builtImage(question, service);
  if (image !== undefined && observed.images[image] !== container.imageId) return `it does not run the image ${image}`;
  const record = records.containers[service.name];
  if (record?.id !== container.id) return "gdev did not start it: Compose compares its configuration";
  if (record.config !== configs[service.name]) return "its configuration changed";
  return containers.length < wanted ? `${containers.length} of ${wanted} containers are there` : undefined;
}

/** A container that gdev did not start says nothing of its stage. */
function runsStage({ stage }: ObservedContainer, { stageName }: Target): boolean {
  return stage === undefined || stage === (stageName ?? "");
}

/** Source: compose-go, types.ServiceConfig.GetScale. */
function wantedContainers({ config }: Service): number {
  const { scale, deploy } = config as { scale?: number; deploy?: { replicas?: number } };
  return scale ?? deploy?.replicas ?? 1;
}

function isSettledOneShot(
  question: PlanQuestion,
  service: Service,
  containers: readonly ObservedContainer[],
  newImages: NewImages,
): boolean {
  if (waitUntil(question.project, service) !== "completed") return false;
  if (containers.some(({ state, exitCode }) => state !== "exited" || exitCode !== 0)) return false;
  const starts = (other: Service): boolean =>
    isWished(question, other.name) && startCause(question, other, newImages) !== undefined;
  return !dependentsOf(question.project, service).some(starts);
}
