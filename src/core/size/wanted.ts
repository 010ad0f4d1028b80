import { findStage, type Stage } from "../project/dockerfile.ts";
import type { Mode, Project, Service } from "../project/project.ts";
import { chooseTarget, type Target } from "../target/choose.ts";
import { isDevStage, isProdName } from "../target/stage-choice.ts";
import { noBudget } from "./budget.ts";
import { recipeOf } from "./recipe.ts";
import type { WantedImage } from "./wanted-image.ts";

export interface WantedQuestion {
  readonly project: Project;
  readonly stages: ReadonlyMap<string, readonly Stage[]>;
  readonly dockerfiles: ReadonlyMap<string, { readonly file: string; readonly text: string }>;
  /** The Targets in both modes. */
  readonly targets: readonly Target[];
}

/** The images of a project: for each service dev, then every production stage, then the intermediate stages that have a name. */
export function wantedImages(question: WantedQuestion): readonly WantedImage[] {
  return question.project.services.flatMap((service) => (service.build ? builtImages(question, service) : imageOnly(service)));
}

function imageOnly({ name, image, gdev }: Service): readonly WantedImage[] {
  return image === undefined ? [] : [{ service: name, kind: "image", tags: [image], budget: gdev.budget ?? noBudget }];
}

function builtImages(question: WantedQuestion, service: Service): readonly WantedImage[] {
  const chosen = (["dev", "prod"] as const).flatMap((mode) => {
    const target = question.targets.find((candidate) => candidate.service === service.name && candidate.mode === mode);
    return target ? [target] : [];
  });
  const stages = question.stages.get(service.name) ?? [];
  const others = stages.filter((stage) => stage.name !== undefined && !chosen.some((target) => target.stage === stage));
  const isProduction = (stage: Stage): boolean =>
    !isDevStage(stage, service) && (isProdName(stage.name) || stage === stages.at(-1));
  const named = (stage: Stage): Target =>
    chooseTarget({ projectName: question.project.name, service, stages, mode: "prod", explicit: stage.name ?? "" });
  return [
    ...chosen.map((target) => wantedImage(question, service, target, target.mode)),
    ...others.filter(isProduction).map((stage) => wantedImage(question, service, named(stage), "prod")),
    ...others.filter((stage) => !isProduction(stage)).map((stage) => wantedImage(question, service, named(stage), "stage")),
  ];
}

function wantedImage(question: WantedQuestion, service: Service, target: Target, kind: Mode | "stage"): WantedImage {
  const source = question.dockerfiles.get(service.name);
  const stages = question.stages.get(service.name) ?? [];
  const stage = target.stage ?? findStage(stages, target.stageName);
  const composed = service.image ?? `${question.project.name}-${service.name}`.toLowerCase();
  const tags = target.composed === "this" ? [target.image, composed] : [target.image];
  return {
    service: service.name,
    kind,
    ...(target.stageName === undefined ? {} : { stage: target.stageName }),
    tags: [...new Set(tags)],
    ...(stage ? { baseImage: stage.baseImage } : {}),
    ...(source && stage ? { dockerfile: source.file, recipe: recipeOf(source.text, stages, stage) } : {}),
    budget: service.gdev.budget ?? noBudget,
  };
}
