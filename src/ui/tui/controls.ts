import type { LogView } from "../../core/logs/view.ts";
import type { Session } from "../../core/session/session.ts";
import type { ImageFiles } from "../../core/size/image-files.ts";
import type { BuiltRow, SizeReport } from "../../core/size/report.ts";
import type { Style } from "../style.ts";
import type { Key } from "./keys.ts";
import type { View } from "./view.ts";

/** What keys need of the world outside the session. */
export interface Deeds {
  readonly openUrl: (url: string) => void;
  readonly shell: (service: string) => void;
  /** Writes the lines that are shown, and those that could be scrolled to, to a file, and says so. */
  readonly save: (path: string) => void;
  /** Copies the lines on the screen. */
  readonly copy: () => void;
  readonly sizes: () => Promise<SizeReport>;
  readonly imageFiles: (row: BuiltRow) => Promise<ImageFiles>;
  /** What doctor finds, painted. */
  readonly problems: () => Promise<readonly string[]>;
  readonly redraw: () => void;
  readonly suspend: () => void;
  readonly leave: (how: "quit" | "interrupt") => void;
  /** Tells the user something once. */
  readonly say: (text: string, tone?: "good" | "bad" | "plain") => void;
  /** A name for the file to save logs to. */
  readonly fileName: () => string;
}

export interface Controls {
  readonly session: Session;
  readonly logs: LogView;
  readonly deeds: Deeds;
  readonly style: Style;
  readonly colour: boolean;
  /** The project's folder. */
  readonly cwd: string;
  readonly view: () => View;
  /** Changes parts of the view. */
  readonly show: (change: Partial<View>) => void;
  /** Columns and rows of the pane. */
  readonly pane: () => { readonly columns: number; readonly height: number };
}

const keyNames: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  escape: "esc",
  pageup: "pgup",
  pagedown: "pgdn",
};

/** As the key table names it: `j`, `G`, `ctrl-c`, `↑`, `pgdn`. */
export function keyName({ name, ctrl, alt }: Key): string {
  return `${ctrl ? "ctrl-" : ""}${alt ? "alt-" : ""}${keyNames[name] ?? name}`;
}
