import { UserError } from "../error.ts";
import { parseBudget } from "../size/budget.ts";
import { unknownKey } from "../unknown-key.ts";
import { locate, type SourceFile } from "./positions.ts";
import type { ServiceSettings } from "./project.ts";

/**
 * `x-gdev` of a service, as `docker compose config` prints it → ServiceSettings. Throws UserError with the place in `sources` for a key that gdev does
 * not know and a value that it cannot read. Whether a stage or a probe of that name exists is seen where it is used.
 * What is taken here is what presets/schema/x-gdev.json allows.
 */
export function parseSettings(service: string, settings: unknown, sources: readonly SourceFile[]): ServiceSettings {
  const refuse = refusing(sources, ["services", service, "x-gdev"], `of service ${service}`);
  const { dev, prod, probe, budget, ignore } = entriesOf(settings, ["dev", "prod", "probe", "budget", "ignore"], refuse);
  checkIgnore(ignore, refuse);
  return {
    ...(dev === undefined ? {} : { dev: textOf("dev", dev, "dev, the name of a stage", refuse) }),
    ...(prod === undefined ? {} : { prod: textOf("prod", prod, "runner, the name of a stage", refuse) }),
    ...(probe === undefined ? {} : { probe: textOf("probe", probe, "http :8080/healthz", refuse) }),
    ...(budget === undefined ? {} : { budget: budgetOf(budget, refuse) }),
  };
}

/** Checks `x-gdev` at the top of the compose files, which holds `ignore` alone. Throws UserError as parseSettings does. */
export function checkFileSettings(settings: unknown, sources: readonly SourceFile[]): void {
  const refuse = refusing(sources, ["x-gdev"], "of the compose file");
  checkIgnore(entriesOf(settings, ["ignore"], refuse).ignore, refuse);
}

/** The error that `x-gdev` or a key below it is wrong, with the place of that key, or of one below that. */
type Refuse = (
  problem: string,
  path: readonly string[],
  details?: { readonly remedy?: string; readonly at?: string },
) => UserError;

function refusing(sources: readonly SourceFile[], root: readonly string[], where: string): Refuse {
  return (problem, path, { remedy, at } = {}) => {
    const place = locate(sources, [...root, ...path, ...(at === undefined ? [] : [at])]);
    const what = ["x-gdev", ...path].join(".");
    return new UserError(`${what} ${where} ${problem}`, { ...(remedy ? { remedy } : {}), ...(place ? { place } : {}) });
  };
}

function entriesOf<Key extends string>(
  settings: unknown,
  known: readonly Key[],
  refuse: Refuse,
): { readonly [K in Key]?: unknown } {
  if (settings === undefined || settings === null) return {};
  if (typeof settings !== "object" || Array.isArray(settings))
    throw refuse("is not a map", [], { remedy: `its keys are ${known.join(", ")}` });
  const stranger = unknownKey(settings, known);
  if (stranger) throw refuse(`has an unknown key: ${stranger.key}`, [], { remedy: stranger.remedy, at: stranger.key });
  return settings;
}

function textOf(key: string, value: unknown, example: string, refuse: Refuse): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw refuse(value === "" ? "is empty" : "is not a string", [key], { remedy: `write ${key}: ${example}` });
}

function checkIgnore(ignore: unknown, refuse: Refuse): void {
  if (ignore === undefined) return;
  if (Array.isArray(ignore) && ignore.every((id) => typeof id === "string" && /^GD\d{3}$/.test(id))) return;
  throw refuse("is not a list of doctor's rules", ["ignore"], { remedy: "write their ids: ignore: [GD103]" });
}

function budgetOf(value: unknown, refuse: Refuse): NonNullable<ServiceSettings["budget"]> {
  const budget = parseBudget(value);
  if (!("problem" in budget)) return budget;
  const path = ["budget", ...(budget.key === undefined ? [] : [budget.key])];
  throw refuse(budget.problem, path, { remedy: "write limits such as { prod: 30MB, layer: 20MB, growth: 10% }" });
}
