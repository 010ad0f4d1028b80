import { type Diagnosis, diagnose } from "./diagnose.ts";
import { applyEdits, overlaps, type TextEdit } from "./edits.ts";
import { type FactsInput, makeFacts } from "./facts/facts.ts";
import { type Tree, type TreeFile, textOf } from "./facts/tree.ts";
import type { Rule } from "./rule.ts";

/** A file as it is and as it shall be. */
export interface FileChange {
  readonly file: string;
  /** Absent: the file is new. */
  readonly before?: string;
  readonly after: string;
  /** It becomes executable. */
  readonly executable?: boolean;
}

/** Why each fix is made, and what the files are then. */
export interface Mend {
  readonly mended: readonly Diagnosis[];
  readonly changes: readonly FileChange[];
}

/** How often fixes are looked for anew: one can make room for another. */
const mostPasses = 10;

/**
 * Makes the fixes that `wanted` says yes to, and looks again until there are none: two fixes that touch the same characters are made one
 * after the other. Pure: what comes out is the text of each file that changes. What is mended stays mended: a second run finds nothing to do.
 */
export function mend(input: FactsInput, rules: readonly Rule[], wanted: (diagnosis: Diagnosis) => boolean): Mend {
  let tree = input.tree;
  const mended: Diagnosis[] = [];
  for (let pass = 0; pass < mostPasses; pass++) {
    const made = new Set(mended.map(fingerprint));
    const found = diagnose(makeFacts({ ...input, tree }), rules).filter(
      (diagnosis) => diagnosis.fix && !made.has(fingerprint(diagnosis)) && wanted(diagnosis),
    );
    const chosen = compatible(found);
    if (chosen.length === 0) break;
    tree = withFixes(tree, chosen);
    mended.push(...chosen);
  }
  return { mended, changes: changesBetween(input.tree, tree) };
}

/** The same fix of the same finding is not made twice, whatever has moved meanwhile. */
function fingerprint({ id, message, place, fix }: Diagnosis): string {
  return JSON.stringify([id, place.file, message, fix?.edits.map(({ file, text }) => [file, text])]);
}

/** The first of them, and each further one that touches nothing that an earlier one does. */
function compatible(found: readonly Diagnosis[]): readonly Diagnosis[] {
  const edits: TextEdit[] = [];
  return found.filter(({ fix }) => {
    const own = fix?.edits ?? [];
    if (own.some((edit) => edits.some((other) => overlaps(edit, other)))) return false;
    edits.push(...own);
    return true;
  });
}

function withFixes(tree: Tree, chosen: readonly Diagnosis[]): Tree {
  const files = new Map<string, TreeFile>(tree);
  const edits = chosen.flatMap(({ fix }) => fix?.edits ?? []);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = applyEdits(
      textOf(tree, file) ?? "",
      edits.filter((edit) => edit.file === file),
    );
    files.set(file, { ...tree.get(file), text });
  }
  for (const file of chosen.flatMap(({ fix }) => fix?.executable ?? []))
    files.set(file, { ...files.get(file), executable: true });
  return files;
}

function changesBetween(before: Tree, after: Tree): readonly FileChange[] {
  return [...after].flatMap(([file, { text = "", executable }]) => {
    const old = before.get(file);
    const runs = executable === true && old?.executable !== true;
    if (old?.text === text && !runs) return [];
    if (old === after.get(file)) return [];
    return [
      { file, after: text, ...(old?.text === undefined ? {} : { before: old.text }), ...(runs ? { executable: true } : {}) },
    ];
  });
}
