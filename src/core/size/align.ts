import { parseCreatedBy } from "./created-by.ts";
import type { HistoryEntry } from "./image.ts";
import type { RecipeLine } from "./recipe.ts";

/**
 * For each entry of an image's history (oldest first) the Dockerfile line that made it; undefined for those of the base image, and for those that
 * the Dockerfile, as it is now, does not have. Entries and lines keep their order, so an edited Dockerfile still finds most of its lines.
 */
export function alignRecipe(
  history: readonly HistoryEntry[],
  recipe: readonly RecipeLine[],
): readonly (RecipeLine | undefined)[] {
  const entries = history.map(({ createdBy }) => {
    const { keyword, text } = parseCreatedBy(createdBy);
    return { keyword, words: wordsOf(text) };
  });
  const lines = recipe.map(({ keyword, text }) => ({ keyword, words: wordsOf(text) }));
  const table = scores(entries, lines);
  const matched: (RecipeLine | undefined)[] = history.map(() => undefined);
  let entry = bestStart(table);
  for (let line = 0; entry < entries.length && line < lines.length; ) {
    const score = table[entry]?.[line] ?? 0;
    const pair = pairScore(entries[entry], lines[line]);
    if (pair > 0 && score === pair + (table[entry + 1]?.[line + 1] ?? 0)) {
      matched[entry++] = recipe[line++];
    } else if (score === (table[entry]?.[line + 1] ?? 0) - skippedLine) line++;
    else entry++;
  }
  return matched;
}

interface Words {
  readonly keyword: string;
  readonly words: readonly string[];
}

/** What a line costs that was not built, and an entry among the own ones that no line stands for. */
const skippedLine = 1;
const skippedEntry = 2;

/** `scores[e][l]`: the best sum for the entries from `e` and the lines from `l` on. */
function scores(entries: readonly Words[], lines: readonly Words[]): readonly (readonly number[])[] {
  const table: number[][] = entries.map(() => []);
  table.push(lines.map((_, line) => -(lines.length - line) * skippedLine).concat(0));
  for (let entry = entries.length - 1; entry >= 0; entry--) {
    const row = table[entry] ?? [];
    const below = table[entry + 1] ?? [];
    row[lines.length] = (below[lines.length] ?? 0) - skippedEntry;
    for (let line = lines.length - 1; line >= 0; line--) {
      const pair = pairScore(entries[entry], lines[line]);
      const taken = pair > 0 ? pair + (below[line + 1] ?? 0) : Number.NEGATIVE_INFINITY;
      row[line] = Math.max(taken, (row[line + 1] ?? 0) - skippedLine, (below[line] ?? 0) - skippedEntry);
    }
  }
  return table;
}

/** Older entries than the first own one are the base image's and cost nothing; of equal sums the one with the fewest own entries. */
function bestStart(table: readonly (readonly number[])[]): number {
  let best = table.length - 1;
  for (let entry = best; entry >= 0; entry--) {
    if ((table[entry]?.[0] ?? 0) > (table[best]?.[0] ?? 0)) best = entry;
  }
  return best;
}

/** 0: cannot be the same instruction. */
function pairScore(entry: Words | undefined, line: Words | undefined): number {
  if (!entry || !line || entry.keyword !== line.keyword) return 0;
  const alike = likeness(entry.words, line.words);
  const telling = entry.keyword === "RUN" || entry.keyword === "COPY" || entry.keyword === "ADD";
  return telling && alike < 0.3 ? 0 : 2 + 8 * alike;
}

/** The share of words that both have, from 0 to 1. A word of the Dockerfile with a variable in it may stand for any. */
function likeness(entry: readonly string[], line: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of entry) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of line) {
    const count = left.get(word) ?? 0;
    if (count > 0) left.set(word, count - 1);
    if (count > 0 || word.includes("$")) common++;
  }
  return Math.min(1, common / Math.max(entry.length, line.length, 1));
}

/** Without flags, quotes and the marks of the JSON form, which the history writes in its own way. The classic builder names files by their hash. */
function wordsOf(text: string): readonly string[] {
  const plain = text.replace(/^(?:--\S+\s+)+/, "").replace(/["[\],\\]/g, " ");
  return plain
    .replace(/\b(?:file|dir|multi):\S+ in /g, "$ ")
    .split(/\s+/)
    .filter((word) => word !== "");
}
