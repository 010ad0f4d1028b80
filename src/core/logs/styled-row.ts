import { noStyle } from "./sgr.ts";

/** Places of a text without its colours, in UTF-16 units and in order: `[start, end, start, end, …]`, the ends exclusive. */
export type Spans = readonly number[];

/** Rows of a text that are written one after another; the colours in force go on from row to row. */
export interface StyledRow {
  /** Takes an SGR sequence of the text. */
  style(sequence: string): void;
  /** Adds a piece of the text that stands at `place` in the text without colours; places never go back. */
  print(piece: string, place: number): void;
  /** Adds spaces that stand for the one character at `place`. */
  blank(count: number, place: number): void;
  /** The finished row, its colours closed; the next begins. */
  end(): string;
}

/** What stands in one of the `spans` is shown inverse and without its own colours. Colours are only written where something is printed in them. */
export function styledRow(spans: Spans): StyledRow {
  const style = noStyle();
  let out = "";
  let written = "";
  let span = 0;

  const add = (piece: string, sequences: string): void => {
    if (sequences !== written) {
      out += written === "" ? sequences : reset + sequences;
      written = sequences;
    }
    out += piece;
  };
  /** Whether `place` is in a span, and up to where that holds. */
  const spanAt = (place: number): { readonly inside: boolean; readonly to: number } => {
    while ((spans[span + 1] ?? Number.POSITIVE_INFINITY) <= place) span += 2;
    const start = spans[span] ?? Number.POSITIVE_INFINITY;
    return place < start ? { inside: false, to: start } : { inside: true, to: spans[span + 1] ?? start };
  };

  return {
    style: style.apply,
    print(piece, place) {
      for (let from = 0; from < piece.length; ) {
        const { inside, to } = spanAt(place + from);
        const stop = Math.min(piece.length, to - place);
        add(piece.slice(from, stop), inside ? inverse : style.sequences());
        from = stop;
      }
    },
    blank(count, place) {
      add(" ".repeat(count), spanAt(place).inside ? inverse : style.sequences());
    },
    end() {
      const row = written === "" ? out : out + reset;
      out = "";
      written = "";
      return row;
    },
  };
}

const reset = "\x1b[0m";
const inverse = "\x1b[7m";
