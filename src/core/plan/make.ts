import type { Service } from "../project/project.ts";
import type { Target } from "../target/choose.ts";
import { buildCause, builderOf, imageOf } from "./image.ts";
import type { ObservedContainer } from "./observed.ts";
import type { Plan, Step } from "./plan.ts";
import { isWished, type PlanQuestion } from "./question.ts";
import { startCause } from "./start-cause.ts";
import { dependentsOf, inStartOrder } from "./start-order.ts";
import { waitUntil } from "./wait-until.ts";

export { waitUntil };

/**
 * Project × Targets × Observed × Wish → Plan. What is already as wished gives no step, so that an up-to-date project has an empty Plan.
 * Images come first; otherwise steps stand in the order of the dependencies, each after all it depends on.
 * UserError where an image is missing that must not be built.
 */
export function makePlan(question: PlanQuestion): Plan {
  const draft: Draft = { question, steps: [], images: new Map(), ready: new Map() };
  const services = inStartOrder(question.project).filter(({ name }) => isWished(question, name));
  for (const service of services) planImage(draft, service);
  const newImages = new Map(services.flatMap((service) => newImage(draft, service)));
  for (const service of services) planStart(draft, service, startCause(question, service, newImages));
  return { project: question.project.name, steps: draft.steps };
}

interface Draft {
  readonly question: PlanQuestion;
  readonly steps: Step[];
  /** Image tag → the step that builds or pulls it. */
  readonly images: Map<string, number>;
  /** Service → the step after which it can be relied on. */
  readonly ready: Map<string, number>;
}

type StepDraft = Step extends infer Kind ? (Kind extends Step ? Omit<Kind, "id"> : never) : never;

function planImage(draft: Draft, service: Service): void {
  const { question } = draft;
  const target = question.targets.find((candidate) => candidate.service === service.name);
  if (target) planBuild(draft, target);
  else if (!builderOf(question, service)) planPull(draft, service);
}

function planBuild(draft: Draft, target: Target): void {
  const { service, mode, image } = target;
  const cause = buildCause(draft.question, target);
  if (cause === undefined) return;
  const inputs = draft.question.inputs[service] ?? "";
  const stage = target.stageName ?? "";
  draft.images.set(image, add(draft, { kind: "build", service, mode, stage, image, inputs, cause, after: [] }));
}

function planPull(draft: Draft, service: Service): void {
  const image = imageOf(draft.question, service);
  if (image === undefined || draft.question.observed.images[image] !== undefined || draft.images.has(image)) return;
  const cause = "the engine does not have the image";
  draft.images.set(image, add(draft, { kind: "pull", service: service.name, image, cause, after: [] }));
}

function newImage(draft: Draft, service: Service): readonly (readonly [string, string])[] {
  const step = imageStep(draft, service);
  if (step === undefined) return [];
  const word = draft.steps[step - 1]?.kind === "build" ? "rebuilt" : "pulled";
  return [[service.name, `image ${word} by #${step}`]];
}

function imageStep(draft: Draft, service: Service): number | undefined {
  return draft.images.get(imageOf(draft.question, service) ?? "");
}

function planStart(draft: Draft, service: Service, cause: string | undefined): void {
  if (cause === undefined) {
    planWait(draft, service);
    return;
  }
  const image = imageStep(draft, service);
  const after = [...(image === undefined ? [] : [image]), ...planVolumes(draft, service), ...dependencySteps(draft, service)];
  const config = draft.question.configs[service.name] ?? "";
  planWait(draft, service, add(draft, { kind: "start", service: service.name, cause, after, config }));
}

function planVolumes(draft: Draft, service: Service): readonly number[] {
  const { override, observed } = draft.question;
  const wanted = Object.keys(override.services[service.name]?.addedVolumes ?? {});
  return wanted
    .filter((volume) => !observed.volumes.includes(volume))
    .map((volume) => {
      const planned = draft.steps.find((step) => step.kind === "volume" && step.volume === volume);
      const cause = "Go caches survive a switch of stages";
      return planned?.id ?? add(draft, { kind: "volume", service: service.name, volume, cause, after: [] });
    });
}

/** A wait for a service that starts now (by the step `start`), or that nobody has yet seen ready since it started. */
function planWait(draft: Draft, service: Service, start?: number): void {
  const { project, probes, observed } = draft.question;
  const until = waitUntil(project, service);
  const settled = (container: ObservedContainer): boolean =>
    until === "completed" ? container.state === "exited" && container.exitCode === 0 : wasReady(draft.question, container);
  if (start === undefined && (observed.containers[service.name] ?? []).every(settled)) return;
  const dependents = dependentsOf(project, service).map(({ name }) => name);
  const needed = `${dependents.join(", ")} depend${dependents.length === 1 ? "s" : ""} on it`;
  const wait = add(draft, {
    kind: "wait",
    service: service.name,
    until,
    probe: until === "completed" ? "exit 0" : (probes[service.name] ?? "running"),
    cause: dependents.length > 0 ? needed : "its first answer is what up waits for",
    after: start === undefined ? [] : [start],
  });
  draft.ready.set(service.name, wait);
}

function wasReady({ records }: PlanQuestion, { id, startedAt }: ObservedContainer): boolean {
  const record = records.ready[id];
  return record !== undefined && record.startedAt === startedAt;
}

function dependencySteps(draft: Draft, service: Service): readonly number[] {
  return service.dependsOn.flatMap((dependency) => draft.ready.get(dependency.service) ?? []);
}

function add(draft: Draft, step: StepDraft): number {
  const id = draft.steps.length + 1;
  draft.steps.push({ ...step, id } as Step);
  return id;
}
