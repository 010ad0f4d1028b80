import { removeLines } from "../edits.ts";
import { parseEnv } from "../facts/env.ts";
import { variableUses } from "../facts/interpolate.ts";
import { sourceOf } from "../facts/questions.ts";
import { textOf } from "../facts/tree.ts";
import type { Rule } from "../rule.ts";

export const envEmptiesEnvFile: Rule = {
  id: "GD318",
  title: "env-empties-env-file",
  severity: "warning",
  why: "environment beats env_file, also with an empty value: a variable that is not set on the host empties what the file says.",
  remedy: "take the entry out of environment: env_file gives it already",
  bad: "env_file: api.env # HOST=db\nenvironment:\n  HOST: ${HOST} # not set on the host",
  good: "env_file: api.env",
  check: (facts) =>
    facts.services.flatMap((service) => {
      const given = Object.assign({}, ...service.envFiles.map(({ path }) => parseEnv(textOf(facts.tree, path) ?? "")));
      return service.environment.flatMap(({ name, raw = "", value, span, lines }) => {
        const [use, ...more] = variableUses(raw);
        if (!use || more.length > 0 || use.length !== raw.length || value !== "" || !given[name]) return [];
        const fix = lines ? { fix: { safe: true, edits: [removeLines(lines, sourceOf(facts, lines))] } } : {};
        return [
          {
            span,
            service: service.name,
            message: `${name} of ${service.name} is empty: ${raw} beats the value of env_file`,
            ...fix,
          },
        ];
      });
    }),
};
