import { buildOf, databaseKind, serviceOf } from "../facts/questions.ts";
import { spanOf } from "../facts/yaml.ts";
import { addHealthcheck } from "../healthchecks.ts";
import type { Rule } from "../rule.ts";

export const healthyWithoutCheck: Rule = {
  id: "GD303",
  title: "healthy-without-check",
  severity: "error",
  why: "A service waits for another to be healthy, and that one has no healthcheck: Compose ends with “container has no healthcheck configured”.",
  remedy: "give it a healthcheck, or wait with condition: service_started",
  bad: "depends_on:\n  db:\n    condition: service_healthy # db has no healthcheck",
  good: 'db:\n  image: postgres:17\n  healthcheck:\n    test: ["CMD-SHELL", "pg_isready -h 127.0.0.1"]',
  check: (facts) =>
    facts.services.flatMap((service) =>
      service.dependsOn.flatMap(({ service: name, condition, node, conditionNode }) => {
        const other = serviceOf(facts, name);
        if (!other || condition !== "service_healthy" || (other.healthcheck && !other.healthcheck.disabled)) return [];
        const stage = buildOf(facts, other)?.effective?.stage;
        const bare =
          other.healthcheck?.disabled || (other.build ? stage?.healthcheck === false : databaseKind(other) !== undefined);
        if (!bare) return [];
        const edit = addHealthcheck(other);
        return [
          {
            span: spanOf(conditionNode ?? node),
            service: service.name,
            message: `${service.name} waits for ${name} to be healthy, and ${name} has ${other.healthcheck ? "its healthcheck disabled" : "no healthcheck"}`,
            ...(edit ? { fix: { safe: true, edits: [edit] } } : {}),
          },
        ];
      }),
    ),
};
