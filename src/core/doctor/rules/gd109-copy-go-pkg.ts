import { without } from "../docker-edits.ts";
import { replace } from "../edits.ts";
import { flagOf, only, type StageFacts } from "../facts/dockerfile.ts";
import type { Rule } from "../rule.ts";

export const copyGoPkg: Rule = {
  id: "GD109",
  title: "copy-go-pkg",
  severity: "warning",
  why: "Copying /go/pkg between stages fails for a module without dependencies, and copies nothing when the download went into a cache mount.",
  remedy: "build the stage on the one that downloads: FROM deps AS builder",
  bad: "FROM base AS builder\nCOPY --from=deps /go/pkg /go/pkg",
  good: "FROM deps AS builder",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap((stage) =>
        only(stage.own, "COPY").flatMap((copy) => {
          const from = flagOf(copy, "from")?.value ?? "";
          const source = dockerfile.stages.find((other) => other.stage.name === from.toLowerCase());
          if (!source || !copy.words.slice(0, -1).some(({ value }) => /^\/go\/pkg(\/|$)/.test(value))) return [];
          const base = stage.from.words[0];
          const edits = base && sameGround(stage, source) ? [replace(base.span, from), without(dockerfile, copy)] : [];
          const message = `/go/pkg of stage ${from} is copied`;
          return [{ span: copy.span, message, ...(edits.length > 0 ? { fix: { safe: false, edits } } : {}) }];
        }),
      ),
    ),
};

/** Both stand on the same stage or image, so that the one can stand on the other. */
function sameGround(stage: StageFacts, source: StageFacts): boolean {
  return stage.stage.base === source.stage.base && source.stage.index < stage.stage.index;
}
