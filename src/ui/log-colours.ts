/** How many colours may be used. */
export type Colours = "none" | "16" | "256";

/**
 * The colours for an output: none unless it is a terminal and neither NO_COLOR nor `TERM=dumb` speaks against it;
 * FORCE_COLOR (other than 0) asks for them anyway. See https://no-color.org and https://force-color.org.
 */
export function coloursFor(output: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Colours {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM = "", COLORTERM = "" } = env;
  const forced = FORCE_COLOR !== "" && FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (!forced && (NO_COLOR !== "" || FORCE_COLOR !== "" || output.isTTY !== true || TERM === "dumb")) return "none";
  return COLORTERM !== "" || /256|truecolor|direct|kitty|ghostty|alacritty/.test(TERM) ? "256" : "16";
}

/** The SGR sequence of a service's colour: services take the colours in the order of their names, and share them when there are many. */
export function serviceColour(place: number, colours: Colours): string {
  if (colours === "none") return "";
  const palette = palettes[colours];
  return palette[place % palette.length] ?? "";
}

/** Those of 256 have at least 4:1 of contrast on black and on white (WCAG 2); those of 16 follow the terminal's theme. Red is left for stderr. */
const palettes: Readonly<Record<"16" | "256", readonly string[]>> = {
  "16": [36, 32, 35, 34, 33].map((code) => `\x1b[${code}m`),
  "256": [31, 133, 28, 130, 63, 162, 30, 98].map((code) => `\x1b[38;5;${code}m`),
};
