import { EventEmitter } from "node:events";
import { Terminal } from "@xterm/headless";
import type { Tty } from "../../src/ui/tui/screen.ts";
import { screenRows, watchModes } from "../e2e/framework/terminal.ts";

/** A terminal without a process: what is written to its `tty` can be looked at on its screen. */
export interface FakeTerminal {
  readonly tty: Tty & EventEmitter;
  readonly term: Terminal;
  /** Everything written so far, each write by itself. */
  readonly writes: string[];
  /** The rows as they are seen, without spaces at their ends. */
  readonly rows: () => readonly string[];
  /** The terminal changes its size, and says so. */
  readonly resize: (columns: number, rows: number) => void;
  /** What `write` gives back, until it is set again. */
  accepts: boolean;
  /** Private modes that are switched otherwise than in a new terminal. */
  readonly changedModes: () => readonly number[];
}

export function fakeTerminal(columns = 40, rows = 8): FakeTerminal {
  const term = new Terminal({ cols: columns, rows, allowProposedApi: true, logLevel: "off" });
  const modes = watchModes(term);
  const writes: string[] = [];
  // Not part of xterm's interface, and the only way to look at the screen while time stands still.
  const core = (term as unknown as { _core: { writeSync: (text: string) => void } })._core;
  const emitter = new EventEmitter();
  const tty = Object.assign(emitter, {
    columns,
    rows,
    write: (text: string) => {
      writes.push(text);
      core.writeSync(text);
      return fake.accepts;
    },
  }) as unknown as FakeTerminal["tty"];
  const fake: FakeTerminal = {
    tty,
    term,
    writes,
    accepts: true,
    rows: () => screenRows(term),
    resize: (toColumns, toRows) => {
      term.resize(toColumns, toRows);
      Object.assign(tty, { columns: toColumns, rows: toRows });
      tty.emit("resize");
    },
    changedModes: modes,
  };
  return fake;
}
