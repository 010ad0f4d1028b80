import { formatSize } from "../core/format.ts";
import type { BudgetBreach } from "../core/size/breach.ts";
import type { LayerChange } from "../core/size/change.ts";
import type { BuiltRow } from "../core/size/report.ts";
import { deltaWords, layerPlace, layerTitle, rowTitle } from "./size-words.ts";

/**
 * The limits that an image is over, and what made it so.
 *
 *     api runner: 34.2MB, over its budget of 30MB
 *       +4.1MB  Dockerfile:42  COPY --from=builder /app/server .
 */
export function breachLines(row: BuiltRow, cwd: string): readonly string[] {
  const name = `${row.wanted.service} ${rowTitle(row)}`;
  const limits = row.breaches.map((breach) => `${name}: ${breachWords(breach, row, cwd)}`);
  const causes = row.breaches.flatMap((breach) => breach.causes.map((cause) => causeLine(cause, breach.compared, row, cwd)));
  return [...limits, ...new Set(causes)];
}

function causeLine({ layer, deltaBytes }: LayerChange, compared: boolean, row: BuiltRow, cwd: string): string {
  const words = [compared ? deltaWords(deltaBytes) : formatSize(deltaBytes), layerPlace(layer, row, cwd), layerTitle(layer)];
  return `  ${words.filter((word) => word !== "").join("  ")}`;
}

function breachWords(breach: BudgetBreach, row: BuiltRow, cwd: string): string {
  const size = formatSize(breach.sizeBytes);
  const limit = formatSize(breach.limitBytes);
  switch (breach.rule) {
    case "size":
      return `${size}, over its budget of ${limit}`;
    case "layer": {
      const place = layerPlace(breach.layer, row, cwd);
      return `the layer of ${place === "" ? layerTitle(breach.layer) : place} has ${size}, over the budget of ${limit} for a layer`;
    }
    case "growth": {
      const percent = Math.round((breach.sizeBytes / breach.beforeBytes - 1) * 1000) / 10;
      return `${size}, ${percent}% more than ${formatSize(breach.beforeBytes)} before, over the budget of ${Math.round(breach.growth * 1000) / 10}%`;
    }
  }
}
