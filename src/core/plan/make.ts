import { UserError } from "../error.ts";
import type { Project, Service } from "../project/project.ts";
import type { Target } from "../target/choose.ts";
import type { Override } from "../target/override.ts";
import type { Observed, ObservedContainer } from "./observed.ts";
import type { Plan, Step, WaitUntil } from "./plan.ts";
import type { Records } from "./records.ts";

/** Everything a Plan is decided on. */
export interface PlanQuestion {
  readonly project: Project;
  readonly targets: readonly Target[];
  readonly override: Override;
  readonly observed: Observed;
  readonly records: Records;
  /** auto: what changed · always: `--build` · never: `--no-build`. */
  readonly build: "auto" | "always" | "never";
  /** Fingerprint of a build's inputs, by service. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Fingerprint of the configuration with the override, by service. */
  readonly configs: Readonly<Record<string, string>>;
  /** The Probe in words, by service. */
  readonly probes: Readonly<Record<string, string>>;
  /** Services to touch; absent: all of the project. */
  readonly only?: readonly string[];
}

/**
 * Project × Targets × Observed × Wish → Plan. What is already as wished gives no step, so that an up-to-date project has an empty Plan.
 * Steps stand in an order in which each comes after all it depends on. UserError where an image is missing that must not be built.
 */
export function makePlan(question: PlanQuestion): Plan {
  const draft: Draft = { question, steps: [], ready: new Map(), started: new Set() };
  for (const service of inStartOrder(question.project)) {
    if (!question.only || question.only.includes(service.name)) planService(draft, service);
  }
  return { project: question.project.name, steps: draft.steps };
}

interface Draft {
  readonly question: PlanQuestion;
  readonly steps: Step[];
  /** Service → the step after which it can be relied on. */
  readonly ready: Map<string, number>;
  readonly started: Set<string>;
}

type StepDraft = Step extends infer Kind ? (Kind extends Step ? Omit<Kind, "id"> : never) : never;

function planService(draft: Draft, service: Service): void {
  const { question } = draft;
  const target = question.targets.find((candidate) => candidate.service === service.name);
  const image = target ? planBuild(draft, service, target) : planPull(draft, service);
  const containers = question.observed.containers[service.name] ?? [];
  const cause = startCause(question, service, target, containers, image);
  if (cause === undefined || settledOneShot(draft, service, containers, cause)) {
    planWait(draft, service, containers, []);
    return;
  }
  const after = [...(image === undefined ? [] : [image]), ...planVolumes(draft, service), ...dependencySteps(draft, service)];
  const start = add(draft, {
    kind: "start",
    service: service.name,
    cause: cause.text,
    after,
    config: question.configs[service.name] ?? "",
  });
  draft.started.add(service.name);
  planWait(draft, service, containers, [start]);
}

function planBuild(draft: Draft, service: Service, target: Target): number | undefined {
  const { observed, records, build, inputs } = draft.question;
  const id = observed.images[target.image];
  const fingerprint = inputs[service.name] ?? "";
  if (build === "never" && id === undefined) {
    throw new UserError(`image ${target.image} of ${service.name} is not built, and --no-build forbids building it`, {
      remedy: "leave out --no-build, or build it first: gdev build",
    });
  }
  const cause = buildCause(target, id, records.images[target.image], fingerprint, build);
  if (cause === undefined) return undefined;
  const stage = target.stageName ?? "";
  return add(draft, {
    kind: "build",
    service: service.name,
    mode: target.mode,
    stage,
    image: target.image,
    inputs: fingerprint,
    cause,
    after: [],
  });
}

function buildCause(
  target: Target,
  imageId: string | undefined,
  record: { readonly id: string; readonly inputs: string } | undefined,
  inputs: string,
  build: PlanQuestion["build"],
): string | undefined {
  if (build === "never") return undefined;
  if (build === "always") return "--build";
  if (imageId === undefined) return `image ${target.image} is not built yet`;
  if (record?.id !== imageId) return `image ${target.image} was not built by gdev`;
  return record.inputs === inputs ? undefined : "files of the build changed since the image was built";
}

function planPull(draft: Draft, service: Service): number | undefined {
  const { observed } = draft.question;
  if (!service.image || observed.images[service.image] !== undefined) return undefined;
  return add(draft, {
    kind: "pull",
    service: service.name,
    image: service.image,
    cause: "the engine does not have the image",
    after: [],
  });
}

function planVolumes(draft: Draft, service: Service): readonly number[] {
  const { override, observed } = draft.question;
  const wanted = Object.keys(override.services[service.name]?.addedVolumes ?? {}).filter(
    (name) => !observed.volumes.includes(name),
  );
  return wanted.map((volume) => {
    const planned = draft.steps.find((step) => step.kind === "volume" && step.volume === volume);
    return (
      planned?.id ??
      add(draft, { kind: "volume", service: service.name, volume, cause: "Go caches survive a switch of stages", after: [] })
    );
  });
}

interface Cause {
  readonly text: string;
  /** True where nothing else than its having ended asks for the start. */
  readonly ended?: boolean;
}

function startCause(
  { observed, records, configs }: PlanQuestion,
  service: Service,
  target: Target | undefined,
  containers: readonly ObservedContainer[],
  image: number | undefined,
): Cause | undefined {
  const [container] = containers;
  if (!container) return { text: "not running" };
  if (image !== undefined) return { text: `${target ? "image rebuilt" : "image pulled"} by #${image}` };
  if (target && container.stage !== undefined && container.stage !== (target.stageName ?? "")) {
    return { text: `mode ${target.mode}; the container runs stage ${container.stage || "last"}` };
  }
  if (target && observed.images[target.image] !== container.imageId) return { text: `it does not run the image ${target.image}` };
  const record = records.containers[service.name];
  if (record?.id !== container.id) return { text: "gdev did not start it: Compose compares its configuration" };
  if (record.config !== configs[service.name]) return { text: "its configuration changed" };
  const stopped = containers.find((candidate) => candidate.state !== "running" && candidate.state !== "restarting");
  if (!stopped) return undefined;
  return stopped.state === "exited"
    ? { text: `ended with exit code ${stopped.exitCode ?? "?"}`, ended: true }
    : { text: stopped.state };
}

/** A one-shot that did its work stays ended while every service that waits for it is running and none of them starts now. */
function settledOneShot({ question }: Draft, service: Service, containers: readonly ObservedContainer[], cause: Cause): boolean {
  if (!cause.ended || containers.some((container) => container.exitCode !== 0)) return false;
  const dependents = question.project.services.filter((other) =>
    other.dependsOn.some((dependency) => dependency.service === service.name),
  );
  const settled = (other: Service): boolean => {
    const target = question.targets.find((candidate) => candidate.service === other.name);
    return startCause(question, other, target, question.observed.containers[other.name] ?? [], undefined) === undefined;
  };
  return dependents.length > 0 && dependents.every(settled);
}

/** A wait for a service that starts now, or that nobody has yet seen ready since it started. */
function planWait(draft: Draft, service: Service, containers: readonly ObservedContainer[], after: readonly number[]): void {
  const { question } = draft;
  const until = waitUntil(question.project, service);
  const settled = (container: ObservedContainer) =>
    until === "completed" ? container.exitCode === 0 && container.state === "exited" : wasReady(question.records, container);
  if (after.length === 0 && containers.every(settled)) return;
  const dependents = question.project.services.filter((other) =>
    other.dependsOn.some((dependency) => dependency.service === service.name),
  );
  const cause =
    dependents.length > 0
      ? `${names(dependents)} depend${dependents.length === 1 ? "s" : ""} on it`
      : "its first answer is what up waits for";
  const probe = until === "completed" ? "exit 0" : (question.probes[service.name] ?? "running");
  draft.ready.set(service.name, add(draft, { kind: "wait", service: service.name, until, probe, cause, after }));
}

/** What a wait for the service waits for: its end, where another service depends on that; else its Probe. */
export function waitUntil(project: Project, service: Service): WaitUntil {
  const conditions = project.services.flatMap((other) =>
    other.dependsOn.filter((dependency) => dependency.service === service.name),
  );
  return conditions.some(({ condition }) => condition === "service_completed_successfully") ? "completed" : "ready";
}

function wasReady(records: Records, container: ObservedContainer): boolean {
  const record = records.ready[container.id];
  return record !== undefined && record.startedAt === container.startedAt;
}

function dependencySteps(draft: Draft, service: Service): readonly number[] {
  return service.dependsOn.flatMap((dependency) => draft.ready.get(dependency.service) ?? []);
}

function add(draft: Draft, step: StepDraft): number {
  const id = draft.steps.length + 1;
  draft.steps.push({ ...step, id } as Step);
  return id;
}

/** Dependencies before their dependents, otherwise in the project's order. Compose has refused cycles already. */
function inStartOrder(project: Project): readonly Service[] {
  const ordered = new Set<Service>();
  const visit = (service: Service): void => {
    for (const dependency of service.dependsOn) {
      const other = project.services.find((candidate) => candidate.name === dependency.service);
      if (other && !ordered.has(other)) visit(other);
    }
    ordered.add(service);
  };
  for (const service of project.services) visit(service);
  return [...ordered];
}

function names(services: readonly Service[]): string {
  return services.map((service) => service.name).join(", ");
}
