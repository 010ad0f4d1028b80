import type { Stage } from "../../project/dockerfile.ts";
import { resolvePath } from "../../project/dockerfile.ts";
import { programsOf } from "../programs.ts";
import { unwrapWait } from "../wait-wrapper.ts";
import type { Draft, NotMade, StageQuestion } from "./draft.ts";
import { startOfProduction } from "./go-program.ts";
import { hostPath, isTaken, layoutOf } from "./layout.ts";
import { compareVersions, fill, filledSteps, isImageOf, type LanguagePreset, versionOfTag } from "./preset.ts";
import { recipeOf } from "./recipe.ts";

/**
 * The dev stage of a language that is interpreted: the production stage, with the source mounted over its own, started by a reloader.
 * Undefined where production runs another language.
 */
export function interpretedStage(
  question: StageQuestion & { readonly prod: Stage },
  preset: LanguagePreset,
): Draft | NotMade | undefined {
  const { service, stages, text, files, prod } = question;
  if (!isImageOf(preset, prod.baseImage)) return undefined;
  const version = versionOfTag(prod.baseImage);
  if (version !== undefined && preset.oldest !== undefined && compareVersions(version, preset.oldest) < 0)
    return { why: `${preset.name} ${version} has no live reload that gdev knows (from ${preset.oldest} on)` };
  const layout = layoutOf(prod, files);
  const start = startOfProduction(service, prod);
  const program = programsOf(unwrapWait(start)?.command ?? start).at(-1) ?? [];
  const line = program.join(" ");
  const known = preset.starts.flatMap((candidate) => {
    const groups = candidate.command.exec(line)?.groups;
    if (!groups) return [];
    const path = groups.file === undefined ? undefined : hostPath(layout, resolvePath(prod.workdir, groups.file));
    return groups.file !== undefined && (path === undefined || !files.paths.includes(path)) ? [] : [{ ...candidate, groups }];
  })[0];
  if (!known) return { why: `gdev knows no live reload for "${line}"` };
  if (isTaken(layout.target))
    return { why: `its source is in ${layout.target}, where other things are`, remedy: "give the stage a WORKDIR, such as /app" };
  const recipe = recipeOf({ text, stages, stage: prod, manifests: preset.manifests, kept: preset.kept, target: layout.target });
  const steps = filledSteps(preset.steps, { tools: known.tools ?? "" });
  const command = fill(known.run, known.groups)
    .split(/\s+/)
    .filter((word) => word !== "");
  return {
    from: recipe.from,
    instructions: [
      ...recipe.instructions,
      ...(steps.length > 0 && preset.user && prod.user !== undefined ? [`USER ${preset.user}`] : []),
      ...steps,
      ...(steps.length > 0 && preset.user && prod.user !== undefined ? [`USER ${prod.user}`] : []),
      `WORKDIR ${prod.workdir}`,
      `CMD ${JSON.stringify(command)}`,
    ],
    layout,
    kept: preset.kept.map((folder) => `${layout.target}/${folder}`),
    reason: `no dev stage in the Dockerfile: ${prod.name ? `stage ${prod.name}` : "its last stage"} (${prod.baseImage}) with the source mounted, and ${preset.reloader.name}`,
    notes: [`starts: ${command.join(" ")}`],
    warnings: [],
  };
}
