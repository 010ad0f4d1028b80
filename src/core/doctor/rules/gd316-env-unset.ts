import { addToEnvFile } from "../env-draft.ts";
import type { Facts } from "../facts/facts.ts";
import type { Rule } from "../rule.ts";

export const envUnset: Rule = {
  id: "GD316",
  title: "env-unset",
  severity: "warning",
  why: "A variable that is set nowhere becomes an empty string, which beats env_file and the program's own defaults.",
  remedy: "set it in .env beside the compose file, or write ${NAME:?set NAME in .env} so that its absence is an error",
  bad: "environment:\n  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD} # and no .env",
  good: "environment:\n  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
  check: (facts) => {
    const edit = addToEnvFile(facts);
    return facts.compose.flatMap(({ variables }) =>
      variables.flatMap(({ name, operator, span, path }) => {
        if (operator !== undefined || facts.variables[name] !== undefined || isPredefined(name)) return [];
        const [, service] = path;
        return [
          {
            span,
            ...(path[0] === "services" && service ? { service } : {}),
            severity: isVital(path) ? ("error" as const) : ("warning" as const),
            message: `${name} is not set: ${path.slice(2).join(".") || "it"} becomes empty`,
            ...(edit ? { fix: { safe: false, edits: [edit] } } : {}),
          },
        ];
      }),
    );
  },
};

/** What cannot start without it. */
function isVital([, , section = "", name = ""]: Facts["compose"][number]["variables"][number]["path"]): boolean {
  return section === "image" || section === "ports" || (section === "environment" && /PASSWORD$|_HOST$|^PGHOST$/.test(name));
}

/** Compose sets these itself. */
function isPredefined(name: string): boolean {
  return /^COMPOSE_/.test(name) || name === "PWD";
}
