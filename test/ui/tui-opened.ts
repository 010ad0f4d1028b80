import { EventEmitter } from "node:events";
import { type LogStore, logStore } from "../../src/core/logs/store.ts";
import type { SessionActions, SessionState } from "../../src/core/session/session.ts";
import type { Input } from "../../src/ui/tui/keys.ts";
import type { Keyboard } from "../../src/ui/tui/keys-listen.ts";
import { openTerminal } from "../../src/ui/tui/terminal.ts";
import { openTui, type TuiHost } from "../../src/ui/tui/tui.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";
import { sessionState } from "./tui-session.ts";

/** The terminal UI, open on a terminal without a process and a session that does nothing but remember what it was asked for. */
export interface OpenedTui {
  readonly terminal: FakeTerminal;
  /** Types keys, as the bytes that a keyboard sends. */
  readonly type: (bytes: string) => void;
  readonly set: (change: Partial<SessionState>) => Promise<void>;
  readonly store: LogStore;
  /** Adds lines of a service to the logs. */
  readonly log: (service: string, ...lines: readonly string[]) => Promise<void>;
  /** What the session was asked for: `switchTo api prod`. */
  readonly asked: readonly string[];
  /** What the host was asked for. */
  readonly hosted: readonly string[];
  /** The screen after everything that was asked for has been drawn. */
  readonly screen: () => Promise<string>;
  readonly left: Promise<"quit" | "interrupt">;
  readonly close: () => void;
}

/** What a mouse that is reported and means nothing sends: an input, and so drawn without delay. */
const mouseMoved = "\x1b[<35;1;1M";

export interface TuiSetting {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
  readonly state?: Partial<SessionState>;
  readonly host?: Partial<TuiHost>;
  readonly filter?: string;
  /** When the first line was printed, ns since the epoch; each further one is a second later. */
  readonly startNs?: bigint;
}

export async function openedTui({
  columns = 100,
  rows = 24,
  env = { NO_COLOR: "1" },
  ...setting
}: TuiSetting = {}): Promise<OpenedTui> {
  const terminal = fakeTerminal(columns, rows);
  const keyboard = new EventEmitter();
  const asked: string[] = [];
  const hosted: string[] = [];
  let state = sessionState(setting.state);
  const listeners = new Set<() => void>();
  const remember =
    (name: string) =>
    (...words: readonly unknown[]): void =>
      void asked.push([name, ...words].join(" "));
  const actions: SessionActions = {
    switchTo: remember("switchTo"),
    restart: remember("restart"),
    rebuild: remember("rebuild"),
    stopOrStart: remember("stopOrStart"),
    bringUpAll: remember("bringUpAll"),
    accept: remember("accept"),
    cancel: remember("cancel"),
    applyChanges: remember("applyChanges"),
    watchUsage: remember("watchUsage"),
    config: async () => "# api\n#   stage dev: named dev\nname: shop\n",
  };
  let press = (_: Input): void => {};
  const opened = openTerminal({
    stdin: Object.assign(keyboard, { setRawMode: () => {}, resume: () => {}, pause: () => {} }) as unknown as Keyboard,
    stdout: terminal.tty,
    stderr: { write: () => true, isTTY: false },
    colour: env.NO_COLOR === undefined,
    onInput: (input) => press(input),
    onGone: () => {},
    stopProcess: () => {},
  });
  opened.take();
  const store = logStore();
  const host: TuiHost = {
    openUrl: async (url) => hosted.push(`open ${url}`) > 0,
    sizes: () => Promise.reject(new Error("no sizes here")),
    imageFiles: () => Promise.reject(new Error("no files here")),
    problems: async () => ["1 error", "compose.yml", "  3:1 GD310 hidden"],
    shell: async (service) => void hosted.push(`shell ${service}`),
    save: async (path, lines) => {
      hosted.push(`save ${path}: ${[...lines].join("")}`);
      return `/logs/${path}`;
    },
    ...setting.host,
  };
  const session = {
    state: () => state,
    subscribe: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    actions,
  };
  const tui = openTui({
    terminal: opened,
    session,
    entries: store,
    env: { TERM: "xterm-256color", ...env },
    cwd: "/project",
    host,
    loadInk: Promise.resolve(),
    ...(setting.filter === undefined ? {} : { filter: setting.filter }),
  });
  press = tui.press;
  let atNs = setting.startNs ?? 1_780_000_000_000_000_000n;
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  /** A key is drawn at once, and so all that waits to be drawn; Ink commits in a microtask, the screen paints in the next turn. */
  const drawn = async (): Promise<void> => {
    await turns();
    keyboard.emit("data", Buffer.from(mouseMoved));
    await turns();
  };
  await import("../../src/ui/tui/app.tsx");
  await import("ink");
  await drawn();
  return {
    terminal,
    type: (bytes) => void keyboard.emit("data", Buffer.from(bytes)),
    async set(change) {
      state = { ...state, ...change };
      for (const changed of listeners) changed();
      await drawn();
    },
    store,
    async log(service, ...lines) {
      for (const line of lines) {
        const bytes = new TextEncoder().encode(line.replace(/^!/, ""));
        const stream = line.startsWith("!") ? "stderr" : "stdout";
        store.add({ kind: "lines", service, container: `shop-${service}-1`, number: 1, lines: [{ atNs, stream, bytes }] });
        atNs += 1_000_000_000n;
      }
      await drawn();
    },
    asked,
    hosted,
    async screen() {
      await drawn();
      return terminal.rows().join("\n");
    },
    left: tui.left,
    close() {
      tui.close();
      opened.restore();
    },
  };
}
