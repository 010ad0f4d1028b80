import type { FileChange } from "../../core/doctor/fix.ts";
import { rewrite } from "../../host/rewrite.ts";

/** What became of one file. */
export interface Applied {
  readonly file: string;
  /** Why it was not written, in words that follow its name; absent: it was. */
  readonly refused?: string;
}

/** Writes the changed files below `root`, one after the other; one that is refused does not keep the others. */
export async function applyChanges(changes: readonly FileChange[], root: string): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  for (const change of changes) {
    const refused = await rewrite(change, root);
    applied.push({ file: change.file, ...(refused === undefined ? {} : { refused }) });
  }
  return applied;
}
