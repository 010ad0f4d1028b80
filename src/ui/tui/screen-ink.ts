import { Readable } from "node:stream";
import type { ReactNode } from "react";
import { useSyncExternalStore } from "react";
import type { Screen } from "./screen.ts";
import type { Size } from "./screen-rows.ts";

export interface Drawing {
  /** Rejects with what a component threw; resolves after `unmount`. */
  readonly ended: Promise<void>;
  readonly unmount: () => void;
}

/**
 * Loads Ink and lets it draw on the screen. It lays out and nothing else: with `debug` each commit is written as a whole frame; it gets an input that never
 * says anything, so that raw mode and the real stdin stay the terminal's; the console and Ctrl-C are left alone. Not to be used with it, as they write past
 * the frame or read: `useInput`, `useStdout().write`, `useStderr`, `useCursor`, `<Static>`.
 */
export async function drawOnScreen(screen: Screen, node: ReactNode): Promise<Drawing> {
  const { render } = await import("ink");
  const drawn = render(node, {
    stdout: screen.inkStdout,
    stdin: silentInput(),
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  // Asked for at once: an error of the first frame is told only to who waits already.
  const ended = drawn.waitUntilExit();
  return { ended: ended.then(() => {}), unmount: drawn.unmount };
}

/** The screen's size, for components: they are rendered anew when it changes. */
export function useScreenSize(screen: Screen): Size {
  return useSyncExternalStore(screen.onResize, screen.size);
}

function silentInput(): NodeJS.ReadStream {
  const input = new Readable({ read: () => {} });
  return Object.assign(input, { isTTY: false }) as unknown as NodeJS.ReadStream;
}
