import { UserError } from "../../core/error.ts";
import type { Report } from "../../core/event.ts";
import type { ComposeQuestion } from "../project-name.ts";

/**
 * After work on a project has failed: reports what doctor finds in its files that may have caused it, as warnings with the rule's number. A port
 * that is taken, an engine that is gone or an interruption has its cause elsewhere.
 */
export async function reportCauses(error: unknown, question: ComposeQuestion, report: Report): Promise<void> {
  const failed = error instanceof UserError ? error.details.failed : undefined;
  if (!failed) return;
  const [{ diagnoseFiles }, { likelyCauses }] = await Promise.all([
    import("./diagnose.ts"),
    import("../../core/doctor/causes.ts"),
  ]);
  const { diagnoses } = await diagnoseFiles(question).catch(() => ({ diagnoses: [] }));
  for (const { id, message, remedy, place } of likelyCauses(diagnoses, failed))
    report({ type: "warning", text: `this may be why (${id}): ${message}`, remedy, place });
}
