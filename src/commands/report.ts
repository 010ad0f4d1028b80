import type { Report } from "../core/event.ts";
import { jsonReport } from "../ui/json.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { plainReport } from "../ui/plain.ts";
import type { Context } from "./context.ts";

/** Where a command's events are shown. */
export interface ShownReport {
  readonly report: Report;
  /** True where every line of stdout is one JSON object. */
  readonly json: boolean;
  /** Ends the heartbeat lines; call it before anything else is printed, and at last. */
  readonly end: () => void;
}

/** Events as plain lines on stderr, so that stdout holds results only, or as NDJSON on stdout. */
export function openReport(context: Context, { json }: { readonly json: boolean }): ShownReport {
  if (json) return { report: jsonReport(context.stdout), json, end: () => {} };
  const { report, end } = plainReport(context.stderr, {
    colour: coloursFor(context.stderr, context.env) !== "none",
    verbosity: "normal",
    ...(context.stderr.columns ? { columns: context.stderr.columns } : {}),
    cwd: context.cwd,
    printed: context.printed,
  });
  return { report, json, end };
}
