/** A rectangle that is painted by hand over the frame. Rows and columns count from 0. */
export interface Pane {
  readonly row: number;
  readonly col: number;
  readonly width: number;
  readonly height: number;
  /** From the top; missing ones are empty. Each is clipped to `width` columns already. */
  readonly rows: readonly string[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The frame with the panes laid over it, later ones over earlier ones: one string per row of the screen. A row that a pane covers in part is the
 * frame's row followed by a jump to the pane's column, so that a character whose width the terminal sees otherwise moves nothing outside its row.
 */
export function layOver(frame: readonly string[], panes: Iterable<Pane>, { columns, rows }: Size): string[] {
  const laid = Array.from({ length: rows }, (_, row) => frame[row] ?? "");
  for (const pane of panes) {
    const width = Math.min(pane.width, columns - pane.col);
    if (width <= 0) continue;
    for (let row = Math.max(0, pane.row); row < Math.min(rows, pane.row + pane.height); row++) {
      const text = pane.rows[row - pane.row] ?? "";
      const isWhole = pane.col === 0 && width === columns;
      laid[row] = isWhole ? text : `${laid[row]}\x1b[0m\x1b[${pane.col + 1}G\x1b[${width}X${text}`;
    }
  }
  return laid;
}

/**
 * The last check of a row before the terminal: what others wrote has passed `safeText` long ago, and what has slipped through ends here. Out: printable
 * characters, SGR sequences (those of colours only with `colour`), and hyperlinks to http and https addresses, closed where they are left open.
 * A tab becomes a space; every other control character or sequence, and text in another order than it is read, is dropped.
 */
export function checkedRow(row: string, colour: boolean): string {
  if (!(colour ? suspicious : suspiciousWithoutColour).test(row)) return row;
  let isLinked = false;
  const checked = row.replace(sequences, (token, link: string | undefined, sgr: string | undefined) => {
    if (link !== undefined) {
      if (link !== "" && !/^https?:\/\/[!-~]+$/.test(link)) return "";
      isLinked = link !== "";
      return `\x1b]8;;${link}\x1b\\`;
    }
    if (sgr !== undefined) return colour ? token : withoutColours(sgr);
    return token === "\t" ? " " : "";
  });
  return isLinked ? `${checked}\x1b]8;;\x1b\\` : checked;
}

const forbidden = "\\x00-\\x1a\\x1c-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069";
const suspicious = new RegExp(`[${forbidden}]|\\x1b(?!\\[[\\d;:]*m)`);
const suspiciousWithoutColour = new RegExp(`[${forbidden}\\x1b]`);

/** Hyperlinks (group 1: the address), SGR (group 2: its parameters), and all that is dropped. The ranges are those of ECMA-48. */
const sequences = new RegExp(
  [
    "\\x1b\\]8;[\\w=:.-]*;([^\\x00-\\x1f\\x7f-\\x9f]*)(?:\\x07|\\x1b\\\\)",
    "\\x1b\\[([\\d;:]*)m",
    "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?",
    "(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c]*(?:[\\x07\\x9c]|\\x1b\\\\)?",
    "\\x1b[ -/]*[0-~]?",
    `[${forbidden}]`,
  ].join("|"),
  "g",
);

/** `1;38;5;208;7` → bold and inverse: what is left of an SGR sequence on a terminal that shall show no colours. */
function withoutColours(parameters: string): string {
  const codes = parameters.split(";");
  const kept: string[] = [];
  for (let at = 0; at < codes.length; at++) {
    const code = Number(codes[at]?.split(":")[0]);
    const isExtended = (code === 38 || code === 48 || code === 58) && !codes[at]?.includes(":");
    if (isExtended) at += codes[at + 1] === "5" ? 2 : 4;
    else if (code < 30 || code === 53 || code === 55) kept.push(codes[at] ?? "");
  }
  return kept.length === 0 ? "" : `\x1b[${kept.join(";")}m`;
}
