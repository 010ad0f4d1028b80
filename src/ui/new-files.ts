import { unifiedDiff } from "../core/doctor/diff.ts";
import type { NewFile } from "../core/init/scaffold.ts";
import { safeText } from "../core/logs/escape.ts";
import { diffLines } from "./doctor.ts";
import { styleFor } from "./style.ts";

export interface NewFilesLook {
  readonly colour: boolean;
  /** How many lines of each file are shown. */
  readonly mostLines: number;
}

/** New files as additions, each cut after some lines, with how many there are more. A file that is no text is named with its size. */
export function newFileLines(files: readonly NewFile[], { colour, mostLines }: NewFilesLook): readonly string[] {
  const style = styleFor(colour);
  return files.flatMap(({ path, bytes }) => {
    const name = safeText(path, "none");
    if (bytes.includes(0)) return [style.bold(`+++ ${name}`), style.green(`+ ${bytes.length} bytes`)];
    const [, ...diff] = unifiedDiff(path, undefined, new TextDecoder().decode(bytes));
    if (diff.length === 0) return [style.bold(`+++ ${name}`)];
    // Behind the title and the hunk's line, which is always the same for a new file.
    const body = diff.slice(2);
    const shown = body.length <= mostLines + 1 ? body : body.slice(0, mostLines);
    const left = body.length - shown.length;
    return [
      style.bold(`+++ ${name}`),
      ...diffLines(["", "", ...shown], { colour }).slice(2),
      ...(left > 0 ? [style.dim(`  … ${left} more lines`)] : []),
    ];
  });
}
