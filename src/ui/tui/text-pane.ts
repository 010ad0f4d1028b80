import type { Style } from "../style.ts";

/** A text that stands in the place of the logs: the keys, the effective configuration. */
export interface TextPane {
  readonly title: string;
  /** Painted rows for a screen of that width. */
  readonly rows: (columns: number) => readonly string[];
  /** The first row that is shown. */
  readonly top: number;
}

/** The text moved by so many rows, never past its end. */
export function scrolled(
  pane: TextPane,
  by: number,
  { columns, height }: { readonly columns: number; readonly height: number },
): TextPane {
  const last = Math.max(0, pane.rows(columns).length - height);
  return { ...pane, top: Math.min(last, Math.max(0, pane.top + by)) };
}

/** YAML with its comments dimmed and its keys coloured, a row each; `text` is harmless already. */
export function yamlRows(text: string, style: Style): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (/^\s*#/.test(line)) return style.dim(line);
      const [, key, rest] = /^(\s*(?:- )?[\w."/-]+:)(.*)$/.exec(line) ?? [];
      return key === undefined ? line : `${style.cyan(key)}${rest}`;
    });
}
