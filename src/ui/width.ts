import stringWidth from "string-width";

/** Columns that the text takes on a terminal: wide characters and emoji count two, combining marks and colours none. */
export function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text with spaces added up to that many columns: after it, or before it for numbers. */
export function padText(text: string, columns: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/** Plain text (no colours) cut to that many columns; what was cut off shows as `…`. */
export function fitText(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let fitted = "";
  let used = 1;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    used += widthOf(segment);
    if (used > columns) break;
    fitted += segment;
  }
  return columns < 1 ? "" : `${fitted.trimEnd()}…`;
}
