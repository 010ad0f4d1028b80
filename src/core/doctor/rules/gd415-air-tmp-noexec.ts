import { resolvePath } from "../../project/dockerfile.ts";
import { insert } from "../edits.ts";
import { pathBelow } from "../facts/path.ts";
import { sourceOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const airTmpNoexec: Rule = {
  id: "GD415",
  title: "air-tmp-noexec",
  severity: "error",
  why: "A tmpfs of Compose is mounted noexec: air builds into it, and starting the program ends with “permission denied”.",
  remedy: "add exec to its options: /app/tmp:exec",
  bad: "tmpfs:\n  - /app/tmp",
  good: "tmpfs:\n  - /app/tmp:exec",
  check: (facts) =>
    facts.builds.flatMap(({ air, service }) => {
      if (!air || !service) return [];
      const temporary = air.config?.value("tmp_dir");
      const folder = resolvePath(air.stage.stage.workdir, typeof temporary === "string" ? temporary : "tmp");
      return service.tmpfs.flatMap(({ value, span }) => {
        const [path = "", options] = value.split(":");
        if (pathBelow(folder, path.replace(/(.)\/$/, "$1")) === undefined || /\bexec\b/.test(options ?? "")) return [];
        const quoted = /["']$/.test(sourceOf(facts, span).slice(span.start, span.end));
        const edits = [insert(span.file, span.end - (quoted ? 1 : 0), options === undefined ? ":exec" : ",exec")];
        return [
          {
            span,
            service: service.name,
            message: `air's folder ${folder} lies in a tmpfs without exec`,
            fix: { safe: true, edits },
          },
        ];
      });
    }),
};
