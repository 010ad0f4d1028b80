import type { FailedDeed } from "../error.ts";
import type { Diagnosis } from "./diagnose.ts";

/** Rules whose finding makes a deed fail, in the order in which they are believed. */
const fatal: Readonly<Record<FailedDeed["deed"], readonly string[]>> = {
  build: ["GD141", "GD142", "GD135", "GD124", "GD101"],
  start: ["GD310", "GD309", "GD307", "GD140", "GD141", "GD415", "GD322", "GD320", "GD317", "GD316", "GD318", "GD325"],
};

/** The findings that may explain why something has just failed: the likeliest two. Those about another service than the failed one explain nothing. */
export function likelyCauses(diagnoses: readonly Diagnosis[], { deed, service }: FailedDeed): readonly Diagnosis[] {
  const ids = fatal[deed];
  const isAbout = (diagnosis: Diagnosis): boolean =>
    service === undefined || diagnosis.service === undefined || diagnosis.service === service;
  return diagnoses
    .filter((diagnosis) => ids.includes(diagnosis.id) && isAbout(diagnosis))
    .sort((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id))
    .slice(0, 2);
}
