import { removeLines } from "../edits.ts";
import { sourceOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const containerName: Rule = {
  id: "GD312",
  title: "container-name",
  severity: "warning",
  why: "A fixed container name exists once on a machine: a second checkout of the project, or a second replica, cannot start.",
  remedy: "take it out: other services reach this one by its service name anyway",
  bad: "db:\n  container_name: postgres",
  good: "db:\n  image: postgres:17",
  check: (facts) =>
    facts.services.flatMap((service) => {
      const pair = service.pair("container_name");
      if (!pair) return [];
      const fix = pair.block ? { fix: { safe: false, edits: [removeLines(pair.span, sourceOf(facts, pair.span))] } } : {};
      return [{ span: pair.span, service: service.name, message: `${service.name} has a fixed container name`, ...fix }];
    }),
};
