import { removeLines } from "../edits.ts";
import { sourceOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const restartAlwaysDev: Rule = {
  id: "GD315",
  title: "restart-always-dev",
  severity: "note",
  why: "On a developer's machine this hides a program that crashes at every start, and brings the project up again with every boot.",
  remedy: "keep it for the server's compose file; gdev does not apply it in dev",
  bad: "restart: always",
  good: "# nothing: the default is no",
  check: (facts) =>
    facts.services.flatMap((service) => {
      const pair = service.pair("restart");
      const { restart } = service.service;
      if (!pair || !/^(always|unless-stopped)$/.test(restart ?? "")) return [];
      const fix = pair.block ? { fix: { safe: false, edits: [removeLines(pair.span, sourceOf(facts, pair.span))] } } : {};
      return [
        {
          span: pair.span,
          service: service.name,
          message: `${service.name} is restarted ${restart === "always" ? "always" : "unless it is stopped"}`,
          ...fix,
        },
      ];
    }),
};
