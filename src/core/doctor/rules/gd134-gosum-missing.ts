import { insert } from "../edits.ts";
import { only } from "../facts/dockerfile.ts";
import { joinPath } from "../facts/path.ts";
import { contextCopies } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const gosumMissing: Rule = {
  id: "GD134",
  title: "gosum-missing",
  severity: "error",
  why: "The Dockerfile takes go.sum from the build context, and it is not there: a module without dependencies has none.",
  remedy: "write go.sum* in COPY, or run go mod tidy",
  bad: "COPY go.mod go.sum ./",
  good: "COPY go.mod go.sum* ./",
  check: ({ builds, tree }) =>
    builds.flatMap(({ dockerfile, context, go }) => {
      if (!go.module) return [];
      const absent = (path: string): boolean =>
        /(^|\/)go\.sum$/.test(path) &&
        !tree.has(joinPath(context, path)) &&
        tree.has(joinPath(context, path.replace(/sum$/, "mod")));
      return dockerfile.stages.flatMap(({ own }) => [
        ...contextCopies(own).flatMap(({ copy, sources }) =>
          copy.words.slice(0, -1).flatMap(({ span }, index) => {
            if (!absent(sources[index] ?? "")) return [];
            const at = span.end - (copy.exec ? 1 : 0);
            const fix = sources.length > 1 ? { fix: { safe: true, edits: [insert(span.file, at, "*")] } } : {};
            return [{ span, message: `${sources[index]} is not in the build context`, ...fix }];
          }),
        ),
        ...only(own, "RUN").flatMap(({ flags }) =>
          flags.flatMap(({ name, value, span }) => {
            const source = /\b(?:source|src)=([^,]+)/.exec(value)?.[1]?.replace(/^\.?\//, "");
            if (name !== "mount" || /\bfrom=|type=(cache|secret|ssh|tmpfs)/.test(value) || !source || !absent(source)) return [];
            return [
              { span, message: `${source} is not in the build context`, remedy: "run go mod tidy, or create an empty go.sum" },
            ];
          }),
        ),
      ]);
    }),
};
