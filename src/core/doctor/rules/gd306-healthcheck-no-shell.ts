import { hasNoShell } from "../../target/base-image.ts";
import { removeLines } from "../edits.ts";
import { baseOf, sourceOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const healthcheckNoShell: Rule = {
  id: "GD306",
  title: "healthcheck-no-shell",
  severity: "error",
  why: "The healthcheck needs a shell, curl or wget, and the image has none of them: the service is unhealthy for ever.",
  remedy:
    'let the program check itself, ["CMD", "/app/server", "healthcheck"], or take the healthcheck out: gdev asks from outside',
  bad: "healthcheck:\n  test: curl -f http://localhost:8080/ || exit 1 # on distroless",
  good: 'healthcheck:\n  test: ["CMD", "/app/server", "healthcheck"]',
  check: (facts) =>
    facts.services.flatMap((service) => {
      const { healthcheck } = service;
      const test = healthcheck?.test;
      const base = baseOf(facts, service);
      if (!healthcheck || !test || !base || healthcheck.disabled || !hasNoShell(base)) return [];
      const [form, program] = test.argv;
      const shell = test.string || form === "CMD-SHELL";
      if (!shell && !/(^|\/)(curl|wget|sh|bash|nc)$/.test(program ?? "")) return [];
      const { pair } = healthcheck;
      const fix = pair.block ? { fix: { safe: false, edits: [removeLines(pair.span, sourceOf(facts, pair.span))] } } : {};
      return [
        {
          span: test.span,
          service: service.name,
          message: `${shell ? "it needs a shell" : `it needs ${program}`}, and ${base} has none`,
          ...fix,
        },
      ];
    }),
};
