import { safeText } from "../core/logs/escape.ts";
import { type Style, styleFor } from "./style.ts";
import { padText, widthOf } from "./width.ts";

export interface PlainLook {
  readonly colour: boolean;
  /** `quiet`: only warnings and failures. `verbose`: also BuildKit's own steps and every line that a build step writes. */
  readonly verbosity: "quiet" | "normal" | "verbose";
  /** Width of the terminal; lines of build steps are cut to it. Default 100. */
  readonly columns?: number;
  /** Files in this folder are named relative to it. */
  readonly cwd?: string;
  /** Where outputs that were printed in full are noted, so that the error at the end need not repeat them. */
  readonly printed?: { add(output: readonly string[]): unknown };
}

/** How a line begins: with its service, in a column as wide as the widest service so far. */
export interface PlainLine {
  readonly look: PlainLook;
  readonly style: Style;
  /** The columns left for what follows the service. */
  readonly room: () => number;
  /** Makes the column wide enough for this service. */
  readonly meet: (service: string) => void;
  /** A line about the service, or about the project. */
  readonly line: (service: string | undefined, text: string) => string;
  /** A line that a program wrote, beside a bar. */
  readonly quoted: (service: string | undefined, text: string) => string;
}

/** A fresh, narrow service column. */
export function plainLine(look: PlainLook): PlainLine {
  const style = styleFor(look.colour);
  let width = 0;
  const meet = (service: string): void => {
    width = Math.max(width, widthOf(safeText(service, "none")));
  };
  const line = (service: string | undefined, text: string): string => {
    meet(service ?? "");
    return (width === 0 ? text : `${style.bold(padText(safeText(service ?? "", "none"), width))}  ${text}`).trimEnd();
  };
  return {
    look,
    style,
    room: () => (look.columns ?? 100) - width - 2,
    meet,
    line,
    quoted: (service, text) => line(service, `${style.dim("│")} ${safeText(text, look.colour ? "colours" : "none")}`),
  };
}
