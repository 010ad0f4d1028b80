import { baseName, isScript } from "../../target/programs.ts";
import { addBehind } from "../compose-edits.ts";
import { buildOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const entrypointClearsCmd: Rule = {
  id: "GD307",
  title: "entrypoint-clears-cmd",
  severity: "error",
  why: "An entrypoint in the compose file takes the image's CMD away: a wrapper then has nothing to start, and ends as if all were well.",
  remedy: "write the program as command too, or take the entrypoint out",
  bad: 'entrypoint: ["/app/wait-for.sh", "db:5432", "--"]',
  good: 'entrypoint: ["/app/wait-for.sh", "db:5432", "--"]\ncommand: ["/app/server"]',
  check: (facts) =>
    facts.services.flatMap((service) => {
      const { entrypoint, command } = service;
      if (!entrypoint || entrypoint.argv.length === 0 || command) return [];
      const image = buildOf(facts, service)?.effective?.stage.command;
      const first = baseName(entrypoint.argv[0] ?? "");
      const wrapper =
        entrypoint.argv.at(-1) === "--" ||
        (entrypoint.argv.length === 1 && (isScript(first) || /^(tini|dumb-init|docker-init)$/.test(first))) ||
        (/^wait[-_]?for/.test(first) && !entrypoint.argv.slice(0, -1).includes("--"));
      if (!wrapper && !image) return [];
      const words = image && !image.shell ? `command: [${image.argv.map((word) => JSON.stringify(word)).join(", ")}]` : undefined;
      const edit = words && wrapper ? addBehind(entrypoint.pair, [words]) : undefined;
      return [
        {
          span: entrypoint.span,
          service: service.name,
          severity: wrapper ? ("error" as const) : ("note" as const),
          message: wrapper
            ? `the wrapper of ${service.name} has nothing to start`
            : `the image's CMD (${image?.argv.join(" ")}) does not apply to ${service.name}`,
          ...(edit ? { fix: { safe: false, edits: [edit] } } : {}),
        },
      ];
    }),
};
