import { vi } from "vitest";
import type { FileChange } from "../../src/host/watch.ts";

/** What a watcher has told, as texts. */
export interface Heard {
  readonly all: string[];
  readonly notes: string[];
  readonly add: (changes: readonly FileChange[]) => void;
  readonly note: (text: string) => void;
  /** Waits until a text has been heard so many times. */
  readonly until: (text: string, times?: number) => Promise<void>;
}

export function hear(textOf: (change: FileChange) => string): Heard {
  const all: string[] = [];
  const notes: string[] = [];
  return {
    all,
    notes,
    add: (changes) => all.push(...changes.map(textOf)),
    note: (text) => notes.push(text),
    until: (text, times = 1) =>
      vi.waitFor(
        () => {
          if (all.filter((each) => each === text).length < times) throw new Error(`not heard: ${text}; heard: ${all.join(", ")}`);
        },
        { timeout: 8000, interval: 10 },
      ),
  };
}
