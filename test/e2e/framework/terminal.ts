import { AssertionError } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";
import { eventually } from "./eventually.ts";
import { inTime, kill } from "./process.ts";

/** A command that runs in a terminal of its own. */
export interface TerminalRun {
  readonly command: string;
  readonly isOver: () => boolean;
  /** Waits until the screen shows it, and gives the screen's text. */
  readonly until: (pattern: RegExp | string, withinMs?: number) => Promise<string>;
  /** The screen as it is now: a line per row, without spaces at the ends. */
  readonly screen: () => Promise<string>;
  /** Types it, or sends whatever else a terminal sends: `\r` is Enter, `\x1b[A` the up arrow, `\x03` Ctrl-C. */
  readonly keys: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** A signal to the command alone, as `kill` sends it. */
  readonly signal: (name: NodeJS.Signals) => Promise<void>;
  /** The terminal vanishes, as when its window is closed. */
  readonly hangUp: () => void;
  /** Waits for the command's end and gives its exit code: 128 + the signal's number where a signal ended it. */
  readonly exit: (withinMs?: number) => Promise<number>;
  /** Everything that was written to the terminal. */
  readonly raw: () => string;
  /**
   * What is left of a full-screen program: of the alternate screen, hidden cursor, mouse reports, bracketed paste and other private modes, and, once the command
   * has ended, of raw mode. Empty: the terminal is as it was.
   */
  readonly leftovers: () => Promise<readonly string[]>;
  /** The terminal itself: cells, colours, cursor. */
  readonly term: Terminal;
  /** Ends it, whatever it does. */
  readonly close: () => Promise<void>;
}

export interface TerminalQuestion {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What it inherits, less what would tell of another terminal or of CI. */
  readonly env: NodeJS.ProcessEnv;
  /** More variables, whatever they are. */
  readonly more?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
  /** What it is called in failures; absent: command and arguments. */
  readonly shown?: string;
}

/**
 * Runs in the terminal, around the command: writes down its process id, its exit code, and how it has left the terminal. Signals from the keyboard are the
 * command's alone.
 */
const wrapper = `
trap : INT QUIT HUP
sh -c 'echo $$ >"$0/pid"; exec "$@"' "$0" "$@"
code=$?
stty -a >"$0/stty" 2>&1
echo $code >"$0/exit"
`;

/** Opens a terminal of that size (100×30) and runs a command in it. TERM is xterm-256color unless `more` has another one; there is no COLORTERM. */
export function openTerminal(question: TerminalQuestion): TerminalRun {
  const { command, args, cwd, env, more, columns = 100, rows = 30 } = question;
  const shown = question.shown ?? [command, ...args].join(" ");
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  const term = new Terminal({ cols: columns, rows, allowProposedApi: true, logLevel: "off" });
  const modes = watchModes(term);
  const pty = spawn("sh", ["-c", wrapper, folder, command, ...args], {
    // node-pty sets TERM to it.
    name: more?.TERM ?? "xterm-256color",
    cols: columns,
    rows,
    cwd,
    env: { ...plainEnv(env), ...more },
  });
  let raw = "";
  let over: { readonly exitCode: number; readonly stty: string } | undefined;
  pty.onData((text) => {
    raw += text;
    term.write(text);
  });
  term.onData((text) => pty.write(text));
  const ended = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => {
      over = { exitCode: Number(written(folder, "exit") || exitCode), stty: written(folder, "stty") };
      rmSync(folder, { recursive: true, force: true });
      resolve(over.exitCode);
    });
  });
  const screen = async (): Promise<string> => {
    // A frame that is still arriving would be seen torn. Of synchronized output that is never ended `leftovers` tells.
    await eventually(async () => {
      await new Promise<void>((resolve) => term.write("", resolve));
      if (over === undefined && modes().includes(synchronizedOutput)) throw new Error("a frame is arriving");
    }, 2000).catch(() => undefined);
    return screenRows(term).join("\n");
  };
  const failure = async (what: string): Promise<AssertionError> => {
    const end = over ? `it has ended with exit code ${over.exitCode}` : "it is running";
    return new AssertionError({ message: `${shown} ${what}; ${end}; its screen:\n${framed(await screen(), term.cols)}` });
  };
  const run: TerminalRun = {
    command: shown,
    isOver: () => over !== undefined,
    until: (pattern, withinMs = 20_000) =>
      eventually(async () => {
        const text = await screen();
        if (!holds(text, pattern)) throw await failure(`does not show ${pattern} within ${withinMs} ms`);
        return text;
      }, withinMs),
    screen,
    keys: (text) => pty.write(text),
    resize: (toColumns, toRows) => {
      term.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    signal: async (name) => {
      kill(await eventually(() => Number(written(folder, "pid")) || Promise.reject(new Error(`${shown} has not started`))), name);
    },
    hangUp: () => (pty as unknown as { destroy: () => void }).destroy(),
    exit: async (withinMs = 60_000) => {
      const late = await inTime(ended, withinMs, () => new Error("late")).catch(() => undefined);
      if (late === undefined) throw await failure(`did not end within ${withinMs} ms`);
      return late;
    },
    raw: () => raw,
    leftovers: async () => {
      await screen();
      const alternate = term.buffer.active.type === "alternate" ? ["alternate screen"] : [];
      return [...alternate, ...modes().map((mode) => modeNames[mode] ?? `mode ${mode}`), ...(over ? rawModes(over.stty) : [])];
    },
    term,
    close: async () => {
      if (over === undefined) {
        kill(-pty.pid, "SIGKILL");
        run.hangUp();
      }
      await ended;
    },
  };
  return run;
}

/** The environment without what would tell of the terminal that the tests themselves run in, or switch colours. */
function plainEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(CI|COLORTERM|NO_COLOR|FORCE_COLOR|COLUMNS|LINES|TMUX|STY|VTE_VERSION|TERM_PROGRAM.*|KITTY_WINDOW_ID)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function written(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), "utf8").trim();
  } catch {
    return "";
  }
}

/** What stands on a terminal's screen, row by row, without spaces at the ends. */
export function screenRows(term: Terminal): readonly string[] {
  const { active } = term.buffer;
  return Array.from(
    { length: term.rows },
    (_, row) =>
      active
        .getLine(active.viewportY + row)
        ?.translateToString(true, 0, term.cols)
        .trimEnd() ?? "",
  );
}

/** Which private modes (`CSI ? n h` and `l`) are now otherwise than at the start: 7 (auto-wrap) and 25 (cursor) are on then, all others off. */
export function watchModes(term: Terminal): () => readonly number[] {
  const changed = new Set<number>();
  for (const final of ["h", "l"]) {
    term.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
      for (const mode of parameters.flat()) {
        const isAtStart = (final === "h") === (mode === 7 || mode === 25);
        if (isAtStart) changed.delete(mode);
        else changed.add(mode);
      }
      return false;
    });
  }
  return () => [...changed].sort((a, b) => a - b);
}

const synchronizedOutput = 2026;

const modeNames: Readonly<Record<number, string>> = {
  7: "no auto-wrap",
  25: "hidden cursor",
  1000: "mouse reports",
  1002: "mouse reports",
  1003: "mouse reports",
  1004: "focus reports",
  1006: "mouse reports",
  1049: "alternate screen",
  2004: "bracketed paste",
  2026: "synchronized output",
};

/** Of `stty -a`: what a shell needs and a program in raw mode switches off. */
function rawModes(stty: string): readonly string[] {
  const needed = ["icanon", "echo", "isig", "icrnl", "opost", "ixon"];
  return needed.filter((mode) => !new RegExp(`(?:^|\\s)${mode}\\b`).test(stty)).map((mode) => `raw mode (-${mode})`);
}

function holds(text: string, pattern: RegExp | string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}

function framed(text: string, columns: number): string {
  const line = `+${"-".repeat(columns)}+`;
  return [line, ...text.split("\n").map((row) => `|${row}`), line].join("\n");
}
