import { wrapText } from "./clip.ts";
import { shownText } from "./line-text.ts";
import type { LogEntries } from "./store.ts";

/** The texts of the lines on and around the page, each made once. */
export interface ShownLines {
  /** A line as `shownText` gives it, with its colours; undefined for a mark and for what is dropped. */
  text(sequence: number): string | undefined;
  /** How many rows it takes when it is wrapped at so many columns. */
  rows(sequence: number, columns: number): number;
  /** They may look otherwise from now on. */
  forget(): void;
}

export function shownLines(entries: LogEntries, zoneMinutes: number, raw: () => boolean): ShownLines {
  const texts = new Map<number, string>();
  const counts = new Map<number, { readonly columns: number; readonly rows: number }>();

  const text = (sequence: number): string | undefined => {
    const known = texts.get(sequence);
    if (known !== undefined) return known;
    const entry = entries.entry(sequence);
    if (entry?.kind !== "line") return undefined;
    if (texts.size >= remembered) texts.clear();
    const shown = shownText(entry.bytes, { raw: raw(), zoneMinutes }, "colours");
    texts.set(sequence, shown);
    return shown;
  };
  return {
    text,
    rows(sequence, columns) {
      const known = counts.get(sequence);
      if (known?.columns === columns) return known.rows;
      if (counts.size >= remembered) counts.clear();
      const rows = wrapText(text(sequence) ?? "", columns).length;
      counts.set(sequence, { columns, rows });
      return rows;
    },
    forget() {
      texts.clear();
      counts.clear();
    },
  };
}

const remembered = 512;
