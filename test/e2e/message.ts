import { expect } from "vitest";
import type { Run } from "./framework/process.ts";
import type { Scenario } from "./framework/scenario.ts";

/**
 * The error that a run ended with, from `error:` to its end, with `<folder>` and `<project>` for what changes from run to run. Fails where it is
 * not what a stranger can use: said once, no line doubled, no stack, nothing that a terminal acts on, and something to do next.
 */
export function errorOf(s: Pick<Scenario, "folder" | "project">, run: Run): string {
  const lines = run.stderr.replaceAll(s.folder, "<folder>").replaceAll(s.project, "<project>").trimEnd().split("\n");
  const starts = lines.flatMap((line, index) => (line.startsWith("error: ") ? [index] : []));
  expect(starts, run.stderr).toHaveLength(1);
  const message = lines.slice(starts[0]);
  expect(new Set(message).size, run.stderr).toBe(message.length);
  expect(message.filter((line) => line.startsWith("  → ")).length, run.stderr).toBe(1);
  run.hides("something in gdev itself went wrong").hides(/^\s+at \S.*:\d+:\d+\)?$/m);
  run.hides(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  return message.join("\n");
}

/** The lines of a message, as a test writes them down. */
export function lines(...text: readonly string[]): string {
  return text.join("\n");
}
