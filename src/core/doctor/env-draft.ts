import { append, type TextEdit } from "./edits.ts";
import { parseEnv } from "./facts/env.ts";
import type { Facts } from "./facts/facts.ts";
import { environmentNames } from "./facts/go.ts";
import { folderOf } from "./facts/path.ts";
import { databaseKind } from "./facts/questions.ts";
import { type Tree, textOf } from "./facts/tree.ts";

/**
 * What `.env` lacks, written at its end: the lines of `.env.example` where there is one, else the variables that the compose files take
 * from it without a default, and where no `.env` exists those that the Go sources ask for. Undefined where nothing is missing.
 */
export function addToEnvFile(facts: Facts): TextEdit | undefined {
  const file = facts.envFiles.at(-1);
  if (file === undefined) return undefined;
  const text = textOf(facts.tree, file) ?? "";
  const known = parseEnv(text);
  const lines = draftOf(facts, file).filter((line) => !Object.keys(parseEnv(line)).some((name) => name in known));
  const names = lines.filter((line) => Object.keys(parseEnv(line)).length > 0);
  return names.length === 0 ? undefined : append(file, text, text === "" ? lines : names);
}

/** The lines of a new `.env`, one `NAME=value` each: from the example beside `file`, and what it lacks. */
export function draftOf(facts: Facts, file?: string): readonly string[] {
  const example = file === undefined ? undefined : exampleOf(facts.tree, file);
  const known = Object.keys(parseEnv(example?.lines.join("\n") ?? ""));
  const names = wantedNames(facts, file !== undefined && textOf(facts.tree, file) === undefined).filter(
    (name) => !known.includes(name),
  );
  return [...(example?.lines ?? []), ...names.map((name) => `${name}=${guessValue(facts, name)}`)];
}

/** `.env.example` and the like beside a file. */
export function exampleOf(tree: Tree, file: string): { readonly file: string; readonly lines: readonly string[] } | undefined {
  for (const ending of ["example", "sample", "template", "dist"]) {
    const path = `${file}.${ending}`;
    const text = textOf(tree, path) ?? textOf(tree, `${folderOf(file)}/env.${ending}`);
    if (text !== undefined) return { file: path, lines: text.replace(/\r?\n$/, "").split(/\r?\n/) };
  }
  return undefined;
}

function wantedNames(facts: Facts, fresh: boolean): readonly string[] {
  const composed = facts.compose.flatMap(({ variables }) =>
    variables.filter(({ operator }) => !operator?.endsWith("-") && !operator?.endsWith("+")).map(({ name }) => name),
  );
  const set = new Set(
    facts.services.flatMap(({ environment }) =>
      environment.filter(({ raw }) => raw !== undefined && !raw.includes("$")).map(({ name }) => name),
    ),
  );
  const read = fresh
    ? facts.builds
        .flatMap(({ go }) => environmentNames(go))
        .filter((name) => !set.has(name) && !/^(HOME|PATH|USER|PWD|HOSTNAME)$/.test(name))
    : [];
  return [...new Set([...composed, ...read])].filter(
    (name) => facts.variables[name] === undefined && !/^(COMPOSE_\w+|PWD)$/.test(name),
  );
}

/** A value that works in this project where the name says what it is for; empty else. */
function guessValue({ services, host }: Facts, name: string): string {
  const database = services.find((service) => databaseKind(service) !== undefined && fits(name, databaseKind(service) ?? ""));
  if (/(^|_)(PASSWORD|SECRET|SECRET_KEY|JWT_KEY)$/.test(name)) return host.secret;
  if (/(^|_|PG)HOST$/.test(name)) return database?.name ?? "localhost";
  if (/(^|_|PG)PORT$/.test(name) && database) return defaultPorts[databaseKind(database) ?? ""] ?? "";
  if (/(^|_|PG)USER(NAME)?$/.test(name) || /(^|_)(DB|DATABASE|DB_NAME|DBNAME)$/.test(name)) return "app";
  return name === "PORT" ? "8080" : "";
}

/** `REDIS_HOST` is of redis, `DB_HOST` of any database. */
function fits(name: string, kind: string): boolean {
  const named = /(postgres|pg|mysql|mariadb|redis|mongo|rabbitmq|elasticsearch)/i.exec(name)?.[1]?.toLowerCase();
  return named === undefined
    ? /^(postgres|mysql|mariadb|mongo)$/.test(kind)
    : kind.startsWith(named === "pg" ? "postgres" : named);
}

const defaultPorts: Readonly<Record<string, string>> = {
  postgres: "5432",
  mysql: "3306",
  mariadb: "3306",
  redis: "6379",
  mongo: "27017",
  rabbitmq: "5672",
  elasticsearch: "9200",
};
