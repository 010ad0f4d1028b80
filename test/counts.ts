import { appendFileSync } from "node:fs";
import type { Reporter } from "vitest/node";

/** Beside the usual report: says why a test was skipped, and appends the counts as a line of JSON to $GDEV_TEST_COUNTS. */
export function countsReporter(): Reporter {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    onTestCaseResult(test) {
      const result = test.result();
      if (result.state === "pending") return;
      counts[result.state] += 1;
      if (result.state === "skipped") console.log(`skipped: ${test.fullName}: ${result.note ?? "no reason given"}`);
    },
    // What fails outside a test counts too: a file that cannot be loaded, an error that nobody caught.
    onTestRunEnd(modules, unhandled) {
      counts.failed += modules.filter((module) => module.errors().length > 0).length + unhandled.length;
      const file = process.env.GDEV_TEST_COUNTS;
      if (file) appendFileSync(file, `${JSON.stringify(counts)}\n`);
    },
  };
}
