import { charWidth } from "./char-width.ts";
import { type Spans, styledRow } from "./styled-row.ts";

/**
 * The columns `[skip, skip + columns)` of a text as one row; what stands in `spans` is shown inverse. In: text that `safeText` has made
 * harmless; tabs and line feeds may be in it. Out: printable characters and colours, closed; never wider than `columns`. A tab
 * goes on to the next stop of eight, a line feed shows as `⏎`, a wide character of which only its right half is seen as a
 * space; one of which only its left half would be seen is left out.
 */
export function clipText(text: string, columns: number, skip = 0, spans: Spans = noSpans): string {
  if (spans.length === 0 && plain.test(text)) return text.slice(skip, skip + columns);
  const row = styledRow(spans);
  const end = skip + columns;
  let column = 0;
  walk(text, {
    sequence: row.style,
    ascii(from, to, place) {
      const start = from + Math.max(0, skip - column);
      const stop = Math.min(to, from + end - column);
      if (start < stop) row.print(text.slice(start, stop), place + start - from);
      column += to - from;
      return column <= end;
    },
    wide(character, place, width) {
      if (column + width > end) return false;
      if (column >= skip) row.print(character, place);
      else if (column + width > skip) row.print(" ", place);
      column += width;
      return true;
    },
    over(mark, place) {
      if (column > skip && column <= end) row.print(mark, place);
    },
    tab(place) {
      const stop = column + 8 - (column % 8);
      const shown = Math.min(stop, end) - Math.max(column, skip);
      if (shown > 0) row.blank(shown, place);
      column = stop;
      return column <= end;
    },
    lineFeed(place) {
      if (column >= skip && column < end) row.print("⏎", place);
      column++;
      return column <= end;
    },
  });
  return row.end();
}

/**
 * The whole text in rows of at most `columns` (at least 2), broken where a row is full and at line feeds, the colours carried over.
 * Takes and gives the same as `clipText`. Joined and without colours the rows are the text, tabs as spaces, line feeds gone.
 */
export function wrapText(text: string, columns: number, spans: Spans = noSpans): readonly string[] {
  const rows: string[] = [];
  if (spans.length === 0 && plain.test(text)) {
    for (let from = 0; from < text.length; from += columns) rows.push(text.slice(from, from + columns));
    return rows.length === 0 ? [""] : rows;
  }
  const row = styledRow(spans);
  let column = 0;
  /** Since the last line feed: where tabs stop. */
  let lineColumn = 0;
  const room = (wanted: number): number => {
    if (column + wanted > columns) {
      rows.push(row.end());
      column = 0;
    }
    return columns - column;
  };
  const advance = (count: number): true => {
    column += count;
    lineColumn += count;
    return true;
  };
  walk(text, {
    sequence: row.style,
    ascii(from, to, place) {
      for (let at = from; at < to; ) {
        const stop = Math.min(to, at + room(1));
        row.print(text.slice(at, stop), place + at - from);
        advance(stop - at);
        at = stop;
      }
      return true;
    },
    wide(character, place, width) {
      room(width);
      row.print(character, place);
      return advance(width);
    },
    over: row.print,
    tab(place) {
      for (let left = 8 - (lineColumn % 8); left > 0; ) {
        const here = Math.min(left, room(1));
        row.blank(here, place);
        advance(here);
        left -= here;
      }
      return true;
    },
    lineFeed() {
      rows.push(row.end());
      column = 0;
      lineColumn = 0;
      return true;
    },
  });
  rows.push(row.end());
  return rows;
}

/** Columns of a harmless text, as `clipText` lays it out. */
export function textColumns(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  const add = (count: number): true => {
    columns += count;
    return true;
  };
  walk(text, {
    sequence: () => undefined,
    ascii: (from, to) => add(to - from),
    wide: (_character, _place, width) => add(width),
    over: () => undefined,
    tab: () => add(8 - (columns % 8)),
    lineFeed: () => add(1),
  });
  return columns;
}

/** The text without its colours. In: text that `safeText` has made harmless. */
export function withoutColours(text: string): string {
  return text.includes("\x1b") ? text.replace(/\x1b\[[\d;:]*m/g, "") : text;
}

const noSpans: Spans = [];
const plain = /^[ -~]*$/;

/** More marks over one character than any script needs are left out: they would only slow the terminal. */
const maxMarksOver = 8;

/** What stands in a text, in order. `place`: the same in the text without its colours. Those that answer false end the walk. */
interface Walker {
  sequence(sequence: string): void;
  /** Printable ASCII: a column each. */
  ascii(from: number, to: number, place: number): boolean;
  /** Any other character of its own column or two. */
  wide(character: string, place: number, width: number): boolean;
  /** A mark that is drawn over the character before it. */
  over(mark: string, place: number): void;
  tab(place: number): boolean;
  lineFeed(place: number): boolean;
}

function walk(text: string, walker: Walker): void {
  let marksOver = 0;
  let sequences = 0;
  for (let at = 0, next = 0; at < text.length; at = next) {
    const code = text.charCodeAt(at);
    const place = at - sequences;
    let goOn = true;
    if (isAscii(code)) {
      next = at + 1;
      while (isAscii(text.charCodeAt(next))) next++;
      goOn = walker.ascii(at, next, place);
    } else if (code === 0x1b) {
      next = text.indexOf("m", at) + 1 || text.length;
      sequences += next - at;
      walker.sequence(text.slice(at, next));
      continue;
    } else if (code < 0x20) {
      next = at + 1;
      goOn = code === 0x09 ? walker.tab(place) : walker.lineFeed(place);
    } else {
      const codePoint = text.codePointAt(at) ?? code;
      next = at + (codePoint > 0xffff ? 2 : 1);
      const width = charWidth(codePoint);
      if (width > 0) goOn = walker.wide(text.slice(at, next), place, width);
      else {
        if (++marksOver <= maxMarksOver) walker.over(text.slice(at, next), place);
        continue;
      }
    }
    if (!goOn) return;
    marksOver = 0;
  }
}

function isAscii(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}
