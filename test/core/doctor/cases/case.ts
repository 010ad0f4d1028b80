import type { Severity } from "../../../../src/core/doctor/rule.ts";
import type { Files, ProjectLook } from "../project.ts";

/** A project in which a rule finds something. */
export interface BadCase extends ProjectLook {
  readonly files: Files;
  /** Every place that the rule names, as `file:line words`: the words are what is underlined. */
  readonly at: readonly string[];
  /** What is said there, in part. */
  readonly says?: string;
  readonly severity?: Severity;
  /** The files that its fix changes, as they are then; `undefined`: it offers none. */
  readonly fixed?: Files;
  /** The fix is one that `--fix` makes unasked. */
  readonly safe?: boolean;
}

/** One that it leaves alone. */
export interface GoodCase extends ProjectLook {
  readonly files: Files;
}

export interface RuleCases {
  readonly bad: readonly BadCase[];
  readonly good: readonly GoodCase[];
}

/** Cases by the id of the rule. */
export type CaseTable = Readonly<Record<string, RuleCases>>;

/** A Dockerfile from its instructions. */
export function lines(...instructions: readonly string[]): string {
  return `${instructions.join("\n")}\n`;
}

/** A compose file from the lines of its services. */
export function services(...body: readonly string[]): string {
  return `services:\n${body.map((line) => `  ${line}\n`).join("")}`;
}
