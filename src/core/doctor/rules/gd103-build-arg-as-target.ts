import { stageOfBuildArg } from "../../target/build-argument.ts";
import { linesBefore, removeLines, replace, type TextEdit } from "../edits.ts";
import type { BuildFacts, Facts } from "../facts/facts.ts";
import { declaredArgs, sourceOf } from "../facts/questions.ts";
import { isFlow, itemsOf, pairAt, pairsOf } from "../facts/yaml.ts";
import type { Rule } from "../rule.ts";

export const buildArgAsTarget: Rule = {
  id: "GD103",
  title: "build-arg-as-target",
  severity: "error",
  why: "A build argument selects no stage: Docker ignores one that no ARG declares, without a word, and builds the last stage.",
  remedy: "write it as build.target",
  bad: "build:\n  context: .\n  args:\n    - target=dev",
  good: "build:\n  context: .\n  target: dev",
  check: (facts) =>
    facts.builds.flatMap((build) => {
      const { service, dockerfile, effective } = build;
      const meant =
        service &&
        stageOfBuildArg(
          service.service,
          dockerfile.stages.map(({ stage }) => stage),
        );
      const entry = service?.build?.args.find(({ name }) => name === meant?.argument);
      const declared = declaredArgs([...dockerfile.globals, ...dockerfile.stages.flatMap(({ own }) => own)]);
      if (!service || !meant || !entry || declared.includes(meant.argument)) return [];
      const built = effective?.stage.name ?? "the last stage";
      const edits = fixed(facts, build, meant.stage.name ?? "");
      return [
        {
          span: entry.span,
          service: service.name,
          message: `build.args of ${service.name} has ${meant.argument}=${entry.value}: what is built is ${built === meant.stage.name ? `${built}, only because it is the last stage` : built}`,
          ...(edits ? { fix: { safe: true, edits } } : {}),
        },
      ];
    }),
};

/** `args:` with nothing but this entry becomes `target:`; of several the entry goes and `target:` is written above. */
function fixed(facts: Facts, { service }: BuildFacts, stage: string): readonly TextEdit[] | undefined {
  const pair = pairAt(service?.build?.map, "args");
  const entry = service?.build?.args.find(({ name }) => /^(build_?)?(target|stage)$/i.test(name));
  if (!pair?.value || !entry || !service?.build?.map) return undefined;
  const text = sourceOf(facts, pair.span);
  const count = itemsOf(pair.value).length + pairsOf(pair.value).length;
  if (isFlow(pair.value) || isFlow(service.build.map)) return count === 1 ? [replace(pair.span, `target: ${stage}`)] : undefined;
  if (!entry.lines || !pair.block) return undefined;
  const removed = removeLines(entry.lines, text);
  if (count > 1) return [linesBefore(pair.keySpan, text, [`target: ${stage}`]), removed];
  const colon = text.indexOf(":", pair.keySpan.end) + 1;
  return [replace({ ...pair.keySpan, end: colon }, `target: ${stage}`), removed];
}
