import { formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { SizeReport, SizeRow } from "../core/size/report.ts";
import { breachLines } from "./size-budget.ts";
import { notes } from "./size-table.ts";
import { absenceWords, deltaWords, ratioWords, rowTitle, sizeWords } from "./size-words.ts";

/** The report as a Markdown table, for a comment on a pull request. Cells hold nothing that Markdown or HTML reads. */
export function sizeMarkdown(report: SizeReport, cwd: string): readonly string[] {
  const breaches = report.rows.flatMap((row) => (row.state === "built" ? breachLines(row, cwd) : []));
  return [
    `### Image sizes of ${plain(report.project)}`,
    "",
    "| service | stage | size | ratio | base | ours | change | since the commit before |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
    ...report.rows.map((row) => `| ${cells(row).map(plain).join(" | ")} |`),
    "",
    ...(breaches.length > 0 ? ["**Over budget**", "", ...breaches.map((line) => `- ${plain(line.trim())}`), ""] : []),
    ...notes(report).map((line) => `<sub>${plain(line)}</sub><br>`),
  ];
}

function cells(row: SizeRow): readonly string[] {
  const { service } = row.wanted;
  if (row.state !== "built") return [service, rowTitle(row), absenceWords(row), "", "", "", "", ""];
  const { build, commit } = row.baselines;
  return [
    service,
    rowTitle(row),
    `${sizeWords(row.sizeBytes, row.approximate)}${row.breaches.length > 0 ? " (over budget)" : ""}`,
    row.ratio === undefined ? "" : ratioWords(row.ratio),
    row.baseBytes === undefined ? "" : formatSize(row.baseBytes),
    row.baseBytes === undefined ? "" : formatSize(row.sizeBytes - row.baseBytes),
    build ? deltaWords(row.sizeBytes - build.sizeBytes) : "",
    commit ? deltaWords(row.sizeBytes - commit.sizeBytes) : "",
  ];
}

function plain(text: string): string {
  return safeText(text, "none").replace(/[\\`*_{}[\]<>|~#!]/g, (mark) => `&#${mark.codePointAt(0)};`);
}
