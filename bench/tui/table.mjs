// The figures of a run as one Markdown table.

/** `add(what, who, unit, …values)`; an undefined value is one that did not come in time. */
export function figures() {
  const rows = new Map();
  return {
    add(what, who, unit, ...values) {
      const key = `${what}\n${who}`;
      if (!rows.has(key)) rows.set(key, { what, who, unit, values: [] });
      for (const value of values) rows.get(key).values.push(value);
    },
    /** `base`: what ratios are to, by the beginning of `what`; without one they are to gdev. */
    print(base = {}) {
      const all = [...rows.values()];
      const names = [...new Set(all.map(({ what }) => what))];
      console.log("| | | median | n | least | most | ratio |\n|---|---|---:|---:|---:|---:|---:|");
      for (const what of names) {
        const mine = all.filter((row) => row.what === what);
        const wanted = Object.entries(base).find(([start]) => what.startsWith(start))?.[1];
        const [reference] = [...mine.filter(({ who }) => who === wanted), ...mine.filter(({ who }) => who.startsWith("gdev"))];
        for (const row of mine) console.log(`| ${[what, row.who, ...cells(row, reference)].join(" | ")} |`);
      }
    },
  };
}

function cells({ unit, values }, reference) {
  const came = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  if (came.length === 0) return ["not in time", values.length, "", "", ""];
  const missed = came.length < values.length ? ` (${values.length - came.length} not in time)` : "";
  const to = reference && medianOf(reference.values);
  const ratio = to ? (medianOf(came) / to).toFixed(2) : "";
  return [`${digits(medianOf(came))} ${unit}`, `${values.length}${missed}`, digits(came[0]), digits(came.at(-1)), ratio];
}

function medianOf(values) {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three digits that count. */
function digits(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
