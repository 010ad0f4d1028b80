import { wordsOf } from "../../core/error.ts";
import type { LogEntries } from "../../core/logs/store.ts";
import { logView } from "../../core/logs/view.ts";
import type { Message, Session } from "../../core/session/session.ts";
import type { ImageFiles } from "../../core/size/image-files.ts";
import type { BuiltRow, SizeReport } from "../../core/size/report.ts";
import { renderError } from "../error.ts";
import { coloursFor } from "../log-colours.ts";
import { styleFor } from "../style.ts";
import { openCanvas } from "./canvas.ts";
import { copyRequest } from "./clipboard.ts";
import type { Controls, Deeds } from "./controls.ts";
import type { Input } from "./keys.ts";
import { savedLines, visibleText } from "./log-text.ts";
import { openPress } from "./press.ts";
import { openSizes } from "./sizes-keys.ts";
import type { Terminal } from "./terminal.ts";
import { firstView, type View } from "./view.ts";

export interface TuiQuestion {
  readonly terminal: Terminal;
  readonly session: Session;
  readonly entries: LogEntries;
  /** The filter to begin with: a regular expression. */
  readonly filter?: string;
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder. */
  readonly cwd: string;
  readonly host: TuiHost;
  /** Resolves when the most urgent has been shown. */
  readonly loadInk: Promise<void>;
}

/** What only the commands can do for the UI. */
export interface TuiHost {
  /** Resolves to false where no browser can be opened. */
  readonly openUrl: (url: string) => Promise<boolean>;
  /** Runs a shell in the service's container on the terminal. Rejects with UserError where it has none. */
  readonly shell: (service: string) => Promise<void>;
  /** What the project's images weigh. Rejects with UserError where they cannot be looked at. */
  readonly sizes: () => Promise<SizeReport>;
  /** What is in an image. Rejects with UserError where it cannot be read. */
  readonly imageFiles: (row: BuiltRow) => Promise<ImageFiles>;
  /** What doctor finds in the project's files, painted. Rejects with UserError where they cannot be read. */
  readonly problems: () => Promise<readonly string[]>;
  /** Writes the lines to a new file and resolves to its full name. Rejects where it cannot be written. */
  readonly save: (path: string, lines: Iterable<string>) => Promise<string>;
}

export interface Tui {
  /** What was typed. */
  readonly press: (input: Input) => void;
  /** New lines may be there to show. */
  readonly wake: () => void;
  /** Resolves when the user leaves; rejects with what a component threw. */
  readonly left: Promise<"quit" | "interrupt">;
  /** Ends the drawing; the terminal is the caller's to give back. */
  readonly close: () => void;
}

/**
 * Opens the terminal UI on a terminal that has been taken already: draws what the session says, and hands it what keys ask for. Until `loadInk` resolves the
 * rows are painted without Ink, whose loading takes the only thread for longer than all else.
 */
export function openTui({ terminal, session, entries, filter, env, cwd, host, loadInk }: TuiQuestion): Tui {
  const { screen } = terminal;
  const logs = logView(entries, { zoneMinutes: -new Date().getTimezoneOffset() });
  if (filter !== undefined) logs.setFilter(filter, true);
  let view: View = firstView;
  let notice: Message | undefined;
  const canvas = openCanvas({
    screen,
    session,
    logs,
    entries,
    env,
    cwd,
    view: () => view,
    setView: (next) => {
      view = next;
    },
    notice: () => notice,
    loadInk,
  });

  let leave: (how: "quit" | "interrupt") => void = () => {};
  const chosen = new Promise<"quit" | "interrupt">((resolve) => {
    leave = resolve;
  });
  const say: Deeds["say"] = (text, tone = "plain") => {
    notice = { text, tone, at: Date.now() };
    canvas.draw();
  };
  const failed = (error: unknown): void => say(wordsOf(error), "bad");
  const save = (path: string, lines: Iterable<string>, before = ""): void =>
    void host.save(path, lines).then((file) => say(`${before}saved to ${file}`, "good"), failed);
  const fileName = (): string =>
    `${session.state().project}-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, "-")}.log`;

  const colour = coloursFor({ isTTY: true }, env) !== "none";
  const controls: Controls = {
    session,
    logs,
    style: styleFor(colour),
    colour,
    cwd,
    view: () => view,
    show: (change) => {
      view = { ...view, ...change };
      canvas.draw();
    },
    pane: canvas.pane,
    deeds: {
      say,
      leave,
      fileName,
      suspend: terminal.suspend,
      redraw: screen.repaint,
      openUrl: (url) =>
        void host.openUrl(url).then((opened) => say(opened ? `opened ${url}` : `no browser here: ${url}`), failed),
      shell: (service) =>
        void terminal
          .handOver(() => host.shell(service))
          .catch((error: unknown) => {
            // Longer than a header's line: it says what works instead.
            controls.show({ text: { title: `shell in ${service}`, top: 0, rows: () => renderError(error, { colour, cwd }) } });
          }),
      sizes: host.sizes,
      imageFiles: host.imageFiles,
      problems: host.problems,
      save: (path) => save(path, savedLines(logs, entries)),
      copy() {
        const text = visibleText(logs, entries);
        const { sequence, doubt } = copyRequest(text, env);
        screen.send(sequence);
        if (doubt === undefined) say(`copied ${text.split("\n").length - 1} lines`, "good");
        else save(fileName(), [text], `${doubt}: also `);
      },
    },
  };
  const press = openPress(controls);
  let { sizes: sizesBefore } = session.state().progress;
  const endWatching = session.subscribe(() => {
    const { sizes } = session.state().progress;
    if (sizes !== sizesBefore && view.sizes) openSizes(controls);
    sizesBefore = sizes;
  });
  return {
    press(input) {
      press(input);
      canvas.drawNow();
    },
    wake: canvas.paint,
    left: Promise.race([chosen, canvas.broken]),
    close() {
      endWatching();
      canvas.close();
    },
  };
}
