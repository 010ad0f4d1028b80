import { type Diagnosis, diagnose } from "../../core/doctor/diagnose.ts";
import { type Facts, makeFacts } from "../../core/doctor/facts/facts.ts";
import { rules } from "../../core/doctor/rules.ts";
import type { ComposeQuestion } from "../project-name.ts";
import { readDoctorInput } from "./read.ts";

/** What gdev's own rules say about a project. */
export interface Diagnosed {
  readonly facts: Facts;
  readonly diagnoses: readonly Diagnosis[];
  /** What could not be looked at. */
  readonly notes: readonly string[];
}

/** Reads the project's files and applies the rules, without Docker. Throws UserError for a compose file that is not valid YAML. */
export async function diagnoseFiles(question: ComposeQuestion): Promise<Diagnosed> {
  const { input, notes } = await readDoctorInput(question);
  const facts = makeFacts(input);
  return { facts, diagnoses: diagnose(facts, rules), notes: [...facts.notes, ...notes] };
}
