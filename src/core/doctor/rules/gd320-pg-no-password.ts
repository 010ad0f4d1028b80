import { addBehind, addToService } from "../compose-edits.ts";
import type { TextEdit } from "../edits.ts";
import { parseEnv } from "../facts/env.ts";
import { databaseKind } from "../facts/questions.ts";
import type { ServiceFacts } from "../facts/service.ts";
import { textOf } from "../facts/tree.ts";
import { isList, pairsOf } from "../facts/yaml.ts";
import { parseImage } from "../images.ts";
import type { Rule } from "../rule.ts";

export const pgNoPassword: Rule = {
  id: "GD320",
  title: "pg-no-password",
  severity: "error",
  why: "The postgres image does not set up a database without a password: the container ends at its first start.",
  remedy: "set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE with a secret",
  bad: "db:\n  image: postgres:17",
  good: "db:\n  image: postgres:17\n  environment:\n    POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
  check: (facts) =>
    facts.services.flatMap((service) => {
      if (databaseKind(service) !== "postgres" || /^bitnami/.test(parseImage(service.image?.value ?? "").name)) return [];
      const files = service.envFiles.map(({ path }) => textOf(facts.tree, path));
      const given: Readonly<Record<string, string>> = Object.assign({}, ...files.map((text) => parseEnv(text ?? "")));
      const entry = (name: string) => service.environment.find((each) => each.name === name);
      // A variable that is not set is GD316's to tell; of a missing file nothing is known.
      const said = (name: string): boolean => {
        const found = entry(name);
        if (!found) return Boolean(given[name]);
        return Boolean(found.value) || found.raw === undefined || found.raw.includes("$");
      };
      if (files.includes(undefined) || ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE"].some(said)) return [];
      if (entry("POSTGRES_HOST_AUTH_METHOD")?.value === "trust" || given.POSTGRES_HOST_AUTH_METHOD === "trust") return [];
      const edit = entry("POSTGRES_PASSWORD") ? undefined : added(service);
      return [
        {
          span: service.image?.span ?? service.key,
          service: service.name,
          message: `${service.name} has no POSTGRES_PASSWORD`,
          ...(edit ? { fix: { safe: false, edits: [edit] } } : {}),
        },
      ];
    }),
};

function added(service: ServiceFacts): TextEdit | undefined {
  const line = "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}";
  const environment = service.pair("environment")?.value;
  const last = pairsOf(environment).at(-1);
  if (!environment) return addToService(service, ["environment:", `  ${line}`]);
  return last && !isList(environment) ? addBehind(last, [line]) : undefined;
}
