import { formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { SizeHistory, SizeRecord } from "../core/size/change.ts";
import { deltaWords, sizeWords } from "./size-words.ts";
import { styleFor } from "./style.ts";
import { table } from "./table.ts";

/**
 * How the images of a project have grown, one line a stage.
 *
 *     SERVICE  STAGE   BUILDS                FIRST    LAST  CHANGE
 *     api      runner      12  ▁▁▁▂▂▂▅▅▅▆▇█  8.1MB  9.2MB  +1.1MB
 */
export function historyTable(history: SizeHistory, colour: boolean): readonly string[] {
  const style = styleFor(colour);
  const rows = Object.entries(history).flatMap(([key, records]) => {
    const first = records[0];
    const last = records.at(-1);
    if (!first || !last) return [];
    const cut = key.lastIndexOf(":");
    const comparable = Boolean(first.approximate) === Boolean(last.approximate);
    return [
      [
        style.bold(safeText(key.slice(0, cut), "none")),
        safeText(key.slice(cut + 1), "none"),
        String(records.length),
        style.cyan(sparkline(records.map(({ sizeBytes }) => sizeBytes))),
        sizeWords(first.sizeBytes, first.approximate ?? false),
        sizeWords(last.sizeBytes, last.approximate ?? false),
        comparable ? deltaWords(last.sizeBytes - first.sizeBytes) : "",
        grownAt(records),
      ],
    ];
  });
  return table(rows, [
    { title: "SERVICE" },
    { title: "STAGE" },
    { title: "BUILDS", align: "right" },
    { title: "" },
    { title: "FIRST", align: "right" },
    { title: "LAST", align: "right" },
    { title: "CHANGE", align: "right" },
    { title: "GREW MOST AT" },
  ]);
}

const steps = "▁▂▃▄▅▆▇█";

/** How many builds a sparkline shows: the last ones. */
const sparkCells = 32;

/** Numbers as a row of bars, from the smallest to the largest of them; equal ones lie low. */
export function sparkline(values: readonly number[]): string {
  const shown = values.slice(-sparkCells);
  const least = Math.min(...shown);
  const range = Math.max(...shown) - least;
  return shown.map((value) => steps[range === 0 ? 0 : Math.round(((value - least) / range) * (steps.length - 1))]).join("");
}

/** The build that added most: when, under which commit, and how much. */
function grownAt(records: readonly SizeRecord[]): string {
  let most: { readonly record: SizeRecord; readonly deltaBytes: number } | undefined;
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    if (!before || Boolean(before.approximate) !== Boolean(record.approximate)) continue;
    const deltaBytes = record.sizeBytes - before.sizeBytes;
    if (deltaBytes > (most?.deltaBytes ?? 0)) most = { record, deltaBytes };
  }
  if (!most) return "";
  const commit = most.record.commit === undefined ? "" : ` on ${safeText(most.record.commit.slice(0, 7), "none")}`;
  return `${new Date(most.record.atMs).toISOString().slice(0, 10)}${commit} (+${formatSize(most.deltaBytes)})`;
}
