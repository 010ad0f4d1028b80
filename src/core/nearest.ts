/**
 * The candidate that the user most likely meant by `word`: one that begins with it (at least two letters), else the one at
 * the smallest distance of at most two slips (a letter missing, too much, wrong, or two swapped), less than the word's own
 * length. Case is no slip. Undefined when none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(3, wanted.length);
  let begun: string | undefined;
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase();
    const distance = slips(wanted, offered);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
    if (wanted.length >= 2 && offered.startsWith(wanted)) begun ??= candidate;
  }
  return bestDistance === 0 ? best : (begun ?? best);
}

/** Damerau-Levenshtein distance (optimal string alignment). */
function slips(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3;
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          at(previous, column - 1) + (same ? 0 : 1),
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
