import { UserError } from "../../core/error.ts";
import type { Report } from "../../core/event.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { parseDockerfile } from "../../core/project/dockerfile.ts";
import { noBudget } from "../../core/size/budget.ts";
import { recipeOf } from "../../core/size/recipe.ts";
import type { WantedImage } from "../../core/size/wanted-image.ts";
import { buildImages } from "../../docker/build.ts";
import { compose } from "../../docker/compose.ts";
import type { Engine } from "../../docker/engine.ts";
import { readText } from "../../host/files.ts";
import { converge } from "../converge.ts";
import type { LoadedProject } from "../project.ts";
import type { TargetWish } from "../targets.ts";

export interface SizeBuildQuestion {
  readonly loaded: LoadedProject;
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Builds the stages of these rows that are not built or whose files have changed; containers stay as they are. Each stage is a target of its own;
 * what they share comes out of BuildKit's cache. Throws as a build does.
 */
export async function buildWanted(question: SizeBuildQuestion, images: readonly WantedImage[]): Promise<void> {
  const told = new Set<string>();
  const report: Report = (happening) => {
    // Every round reads the same files and says the same of them.
    const text = happening.type === "warning" ? `${happening.service} ${happening.text}` : undefined;
    if (text === undefined || !told.has(text)) question.report(happening);
    if (text !== undefined) told.add(text);
  };
  for (const { wish, services } of rounds(images)) {
    await converge({
      ...question,
      report,
      wish: { targets: wish, build: "auto", only: services },
      timeoutMs: 0,
      untilMended: false,
      narrow: (plan) => buildsOf(plan, services),
    });
  }
}

interface Round {
  readonly wish: TargetWish;
  readonly services: readonly string[];
}

/** A project has one target a service at a time: the n-th stages of all services make one round. */
function rounds(images: readonly WantedImage[]): readonly Round[] {
  const rows = images.filter(({ kind, recipe }) => recipe && kind !== "image" && kind !== "versus");
  const byService = new Map<string, WantedImage[]>();
  for (const row of rows) byService.set(row.service, [...(byService.get(row.service) ?? []), row]);
  const longest = Math.max(0, ...[...byService.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => {
    const own = [...byService].flatMap(([service, list]) => {
      const row = list[index];
      return row ? [{ service, row }] : [];
    });
    const stages = own.flatMap(({ service, row }) => (row.stage === undefined ? [] : [[service, row.stage] as const]));
    return { wish: { mode: "prod", stages: Object.fromEntries(stages) }, services: own.map(({ service }) => service) };
  });
}

function buildsOf(plan: Plan, services: readonly string[]): Plan {
  return { ...plan, steps: plan.steps.filter((step) => step.kind === "build" && services.includes(step.service)) };
}

/** The row of `--vs` for an image. */
export function versusImage(service: string, image: string): WantedImage {
  return { service, kind: "versus", tags: [image], budget: noBudget };
}

/** Builds another Dockerfile for a service, in the service's own context, and gives its row. `file`: absolute. */
export async function buildVersus(question: SizeBuildQuestion, service: string, file: string): Promise<WantedImage> {
  const { loaded, env, report, signal } = question;
  const text = (await readText(file)) ?? "";
  const stages = parseDockerfile(text);
  const stage = stages.at(-1);
  if (!stage) throw new UserError(`${file} has no FROM`, { exitCode: 2, remedy: "name a Dockerfile or an image after --vs" });
  const image = `${loaded.project.name}-${service}:versus`.toLowerCase();
  const names = loaded.project.services.map(({ name }) => name);
  const resolved = JSON.parse(await compose(loaded.call, ["config", "--format", "json", ...names], signal));
  const { dockerfile_inline: _inline, target: _target, tags: _tags, ...build } = resolved.services[service].build;
  resolved.services[service] = { ...resolved.services[service], image, build: { ...build, dockerfile: file } };
  await buildImages({
    definition: JSON.stringify(resolved),
    services: [service],
    directory: loaded.project.directory,
    env: { ...loaded.dotEnv, ...env },
    report,
    signal,
  });
  return {
    ...versusImage(service, image),
    baseImage: stage.baseImage,
    dockerfile: file,
    recipe: recipeOf(text, stages, stage),
  };
}
