/** The first Compose that knows both `!reset` and `!override`. Source: compose-spec 13-merge. */
export const oldestCompose = "2.24.4";

/** Negative, zero or positive, as `a` is older than, the same as or newer than `b`; both `major.minor.patch`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
