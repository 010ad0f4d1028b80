import type { Diagnosis } from "./diagnose.ts";

/** Rules whose finding keeps a service from being built, started or reached, in the order in which they are believed. */
const fatal: readonly string[] = [
  "GD310",
  "GD309",
  "GD307",
  "GD140",
  "GD141",
  "GD142",
  "GD135",
  "GD124",
  "GD415",
  "GD322",
  "GD320",
  "GD317",
  "GD316",
  "GD318",
  "GD325",
  "GD101",
];

/** The findings that may explain why something has just failed: the likeliest two. */
export function likelyCauses(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  return diagnoses
    .filter(({ id }) => fatal.includes(id))
    .sort((left, right) => fatal.indexOf(left.id) - fatal.indexOf(right.id))
    .slice(0, 2);
}
