import { resolvePath } from "../../project/dockerfile.ts";
import { programsOf } from "../../target/programs.ts";
import { serviceStart, stageStart } from "../../target/reloader.ts";
import { isDevStage } from "../../target/stage-choice.ts";
import { removeLines } from "../edits.ts";
import type { Facts } from "../facts/facts.ts";
import { joinPath, pathBelow } from "../facts/path.ts";
import { sourceOf } from "../facts/questions.ts";
import { isMapping, spanOf } from "../facts/yaml.ts";
import type { Rule } from "../rule.ts";

export const mountHidesBinary: Rule = {
  id: "GD310",
  title: "mount-hides-binary",
  severity: "error",
  why: "A mount covers the folder of the image that holds the program: the container ends with “no such file or directory”.",
  remedy: "drop the mount for this stage, or put the binary elsewhere, such as /usr/local/bin",
  bad: 'build: { context: ., target: runner } # CMD ["/app/server"]\nvolumes:\n  - .:/app',
  good: "build: { context: ., target: runner }",
  check: (facts) =>
    facts.builds.flatMap(({ service, effective }) => {
      if (!service || !effective || isDevStage(effective.stage, service.service)) return [];
      const composed = serviceStart(service.service);
      const programs = programsOf(composed.length > 0 ? composed : stageStart(effective.stage));
      const paths = programs.flatMap(([program = ""]) =>
        program.includes("/") ? [resolvePath(effective.stage.workdir, program)] : [],
      );
      return service.volumes.flatMap(({ type, source, target, node }) => {
        const hidden = paths.find((path) => pathBelow(path, target) !== undefined && path !== target);
        const below = hidden && pathBelow(hidden, target);
        const brought = type === "bind" && source !== undefined && below !== undefined && facts.tree.has(joinPath(source, below));
        if (!hidden || brought || (type !== "bind" && source !== undefined)) return [];
        return [
          {
            span: spanOf(node),
            service: service.name,
            message: `the mount at ${target} hides ${hidden} of stage ${effective.stage.name ?? "(the last)"}`,
            ...dropped(facts, node),
          },
        ];
      });
    }),
};

function dropped(
  facts: Facts,
  node: Parameters<typeof spanOf>[0],
): { fix?: { safe: false; edits: ReturnType<typeof removeLines>[] } } {
  const span = spanOf(node);
  const text = sourceOf(facts, span);
  const own = /^\s*-\s*$/.test(text.slice(text.lastIndexOf("\n", span.start) + 1, span.start));
  return own && !isMapping(node) ? { fix: { safe: false, edits: [removeLines(span, text)] } } : {};
}
