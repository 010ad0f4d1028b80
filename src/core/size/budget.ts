/** How large a service's images may be. */
export interface Budget {
  /** `dev`, `prod` or the name of a stage → bytes. `prod` is for every production stage that has no entry of its own. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The largest layer that a production stage may add to its base image. */
  readonly layerBytes?: number;
  /** How much larger a production stage may be than it was before the last commit, else than the build before: 0.1 is 10 %. */
  readonly growth?: number;
}

export const noBudget: Budget = { sizes: {} };

/**
 * `x-gdev.budget` of a service → Budget, or what is wrong with it in words and where. Sizes are bytes or texts such as `30MB`, growth is a
 * percentage. Decimal units as Docker's own, and `MiB` for those who mean that.
 */
export function parseBudget(value: unknown): Budget | { readonly problem: string; readonly key?: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { problem: "is not a map" };
  let budget: Budget = noBudget;
  for (const [key, limit] of Object.entries(value)) {
    const next = withLimit(budget, key, typeof limit === "object" ? "" : String(limit));
    if (!next) return { problem: key === "growth" ? "is not a percentage such as 10%" : "is not a size such as 30MB", key };
    budget = next;
  }
  return budget;
}

/** `api:prod=30MB`, `layer=20MB` → service (none: all) and Budget; undefined for anything else. */
export function parseBudgetFlag(text: string): { readonly service?: string; readonly budget: Budget } | undefined {
  const [, service, key, limit] = /^(?:([^:=]+):)?([^:=]+)=(.+)$/.exec(text) ?? [];
  const budget = key === undefined || limit === undefined ? undefined : withLimit(noBudget, key, limit);
  return budget && { ...(service === undefined ? {} : { service }), budget };
}

/** Two budgets in one; the second wins where both have a limit. */
export function mergeBudgets(first: Budget, second: Budget): Budget {
  return { ...first, ...second, sizes: { ...first.sizes, ...second.sizes } };
}

function withLimit(budget: Budget, key: string, limit: string): Budget | undefined {
  if (key === "growth") {
    const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(limit)?.[1];
    return percent === undefined ? undefined : { ...budget, growth: Number(percent) / 100 };
  }
  const bytes = parseLimit(limit);
  if (bytes === undefined) return undefined;
  return key === "layer"
    ? { ...budget, layerBytes: bytes }
    : { ...budget, sizes: { ...budget.sizes, [key.toLowerCase()]: bytes } };
}

function parseLimit(text: string): number | undefined {
  const [, amount, letter = "", binary] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt]?)(i?)b?)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const power = ["", "k", "m", "g", "t"].indexOf(letter.toLowerCase());
  return Math.round(Number(amount) * (binary ? 1024 : 1000) ** power);
}
