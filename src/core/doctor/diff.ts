/**
 * Two texts as a unified diff with three lines of context; empty where they are the same. Line ends other than LF show as they are.
 * Source of the form: POSIX diff -u.
 *
 *     --- compose.yml
 *     +++ compose.yml
 *     @@ -1,4 +1,3 @@
 *     -version: "3.8"
 */
export function unifiedDiff(name: string, before: string | undefined, after: string): readonly string[] {
  if (before === after) return [];
  const left = linesOf(before ?? "");
  const right = linesOf(after);
  const changes = compare(left, right);
  const lines = hunks(changes).flatMap((hunk) => hunkLines(hunk));
  return [`--- ${before === undefined ? "/dev/null" : name}`, `+++ ${name}`, ...lines];
}

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** Lines before it in either text. */
  readonly left: number;
  readonly right: number;
}

const contextLines = 3;

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Lines that both begin or end with stay; between them the longest common subsequence. */
function compare(left: readonly string[], right: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < left.length - head && tail < right.length - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const middle = common(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  const marks: { mark: Line["mark"]; text: string }[] = [
    ...left.slice(0, head).map((text) => ({ mark: " " as const, text })),
    ...middle,
    ...left.slice(left.length - tail).map((text) => ({ mark: " " as const, text })),
  ];
  let [leftAt, rightAt] = [0, 0];
  return marks.map(({ mark, text }) => {
    const line = { mark, text, left: leftAt, right: rightAt };
    if (mark !== "+") leftAt++;
    if (mark !== "-") rightAt++;
    return line;
  });
}

function common(left: readonly string[], right: readonly string[]): readonly { mark: Line["mark"]; text: string }[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row) row[j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: { mark: Line["mark"]; text: string }[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      out.push({ mark: " ", text: left[i++] ?? "" });
      j++;
    } else if (i < left.length && (j >= right.length || at(i + 1, j) >= at(i, j + 1)))
      out.push({ mark: "-", text: left[i++] ?? "" });
    else out.push({ mark: "+", text: right[j++] ?? "" });
  }
  return out;
}

function hunks(lines: readonly Line[]): readonly (readonly Line[])[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - contextLines), index + contextLines + 1).some(({ mark }) => mark !== " "),
  );
  const found: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    if (!near[index]) continue;
    if (near[index - 1]) found.at(-1)?.push(line);
    else found.push([line]);
  }
  return found;
}

function hunkLines(hunk: readonly Line[]): readonly string[] {
  const [first] = hunk;
  const lefts = hunk.filter(({ mark }) => mark !== "+").length;
  const rights = hunk.filter(({ mark }) => mark !== "-").length;
  const from = (at: number, count: number): string => `${count === 0 ? at : at + 1}${count === 1 ? "" : `,${count}`}`;
  return [
    `@@ -${from(first?.left ?? 0, lefts)} +${from(first?.right ?? 0, rights)} @@`,
    ...hunk.map(({ mark, text }) => `${mark}${text}`),
  ];
}
