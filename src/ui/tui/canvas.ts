import type { LogEntries } from "../../core/logs/store.ts";
import type { LogView } from "../../core/logs/view.ts";
import type { Message, Session } from "../../core/session/session.ts";
import { coloursFor } from "../log-colours.ts";
import { styleFor } from "../style.ts";
import { type Chrome, chromeOf, chromeRows } from "./chrome.ts";
import { logPane } from "./log-pane.ts";
import { mainPane } from "./main-pane.ts";
import { reloadsChangeInMs } from "./reload-words.ts";
import type { Screen } from "./screen.ts";
import { colourPlaces, inShownOrder } from "./services.ts";
import { throttled } from "./throttle.ts";
import { type View, withSelection } from "./view.ts";

export interface CanvasQuestion {
  readonly screen: Screen;
  readonly session: Session;
  readonly logs: LogView;
  readonly entries: LogEntries;
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder. */
  readonly cwd: string;
  readonly view: () => View;
  readonly setView: (view: View) => void;
  /** What the UI itself has to tell; the session may have something newer. */
  readonly notice: () => Message | undefined;
  /** Resolves when the most urgent has been shown. */
  readonly loadInk: Promise<void>;
}

/** The picture on the screen: the chrome, which Ink draws, and the pane below it, which is painted by hand. */
export interface Canvas {
  /** The session has changed. */
  readonly draw: () => void;
  /** A key has changed something: it is seen at once. */
  readonly drawNow: () => void;
  /** New lines may be there to show. */
  readonly paint: () => void;
  readonly pane: () => { readonly columns: number; readonly height: number };
  /** Rejects with what a component threw; never resolves. */
  readonly broken: Promise<never>;
  readonly close: () => void;
}

/** The chrome is drawn anew at most this often when the session changes, the pane when lines come. */
const chromeEveryMs = 100;
const paneEveryMs = 33;
/** How long the logs may be searched before the screen is painted and keys are read again. */
const workMs = 8;
const messageMs = 6000;

export function openCanvas({ screen, session, logs, entries, env, cwd, view, setView, notice, loadInk }: CanvasQuestion): Canvas {
  const colours = coloursFor({ isTTY: true }, env);
  const style = styleFor(colours !== "none");
  const listeners = new Set<() => void>();
  let isDrawn = false;
  let isSearching = false;
  let isClosed = false;

  const compute = (): Chrome => {
    const now = Date.now();
    const state = session.state();
    const names = inShownOrder(state.services).map(({ name }) => name);
    setView(withSelection(view(), names));
    const message = newest(state.message, notice(), now);
    const changesInMs = [message && message.at + messageMs - now, reloadsChangeInMs(state, now)].flatMap((ms) => ms ?? []);
    if (changesInMs.length > 0) chromeDrawing.within(Math.max(0, Math.min(...changesInMs)) + 1);
    const isHidden = (service: string): boolean => !logs.isVisible(service);
    return chromeOf({ ...state, message }, view(), { size: screen.size(), style, colours, cwd, now, isHidden });
  };
  const commit = (): void => {
    const next = compute();
    const isNew = JSON.stringify(next) !== JSON.stringify(chrome);
    if (isNew) chrome = next;
    if (isNew && !isDrawn) screen.paintFirst(chromeRows(chrome));
    if (isNew) for (const changed of listeners) changed();
    panePainting.now();
  };
  const paint = (): void => {
    const { columns } = screen.size();
    const pane = logPane({
      view: logs,
      entries,
      columns,
      height: chrome.pane.height,
      colours,
      timestamps: view().timestamps,
      colourPlaces: colourPlaces(session.state().services),
    });
    const isDone = logs.work(workMs, () => performance.now());
    screen.setPane(
      "main",
      mainPane({
        view: view(),
        chrome,
        logs: logs.status(),
        logRows: pane.rows,
        style,
        colour: colours !== "none",
        cwd,
        columns,
      }),
    );
    if (isDone || isSearching) return;
    isSearching = true;
    setImmediate(search);
  };
  /** Goes on between keys and what comes from the engine; what has been found is painted at the usual pace. */
  const search = (): void => {
    if (isClosed) return;
    isSearching = !logs.work(workMs, () => performance.now());
    panePainting.soon();
    if (isSearching) setImmediate(search);
  };
  const chromeDrawing = throttled(commit, chromeEveryMs);
  const panePainting = throttled(paint, paneEveryMs);
  let chrome = compute();
  screen.paintFirst(chromeRows(chrome));
  panePainting.now();

  let unmount = (): void => {};
  const source = {
    chrome: () => chrome,
    subscribe: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
  const drawing = async (): Promise<never> => {
    await loadInk;
    const { drawApp } = await import("./app.tsx");
    if (!isClosed) {
      const drawn = await drawApp(screen, source);
      isDrawn = true;
      unmount = drawn.unmount;
      await drawn.ended;
    }
    return new Promise(() => {});
  };
  const endListening = [session.subscribe(chromeDrawing.soon), screen.onResize(chromeDrawing.now)];
  return {
    draw: chromeDrawing.soon,
    drawNow: chromeDrawing.now,
    paint: panePainting.soon,
    pane: () => ({ columns: screen.size().columns, height: chrome.pane.height }),
    broken: drawing(),
    close() {
      isClosed = true;
      for (const end of endListening) end();
      chromeDrawing.end();
      panePainting.end();
      unmount();
    },
  };
}

/** The newer of two messages, while it is not too old to be news. */
function newest(first: Message | undefined, second: Message | undefined, now: number): Message | undefined {
  const [latest] = [first, second].flatMap((message) => message ?? []).sort((left, right) => right.at - left.at);
  return latest && now - latest.at < messageMs ? latest : undefined;
}
