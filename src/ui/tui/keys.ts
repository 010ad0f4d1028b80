/** One thing that came from the keyboard or the mouse. */
export type Input =
  | Key
  /** Pasted, in one piece, line ends as `\n`; control characters may be in it. */
  | { readonly kind: "paste"; readonly text: string }
  | Mouse;

export interface Key {
  readonly kind: "key";
  /**
   * A character as it was typed (`j`, `G`, `/`, `é`; with ctrl always the small letter), or: space, enter, tab, backspace, escape, up, down, left,
   * right, home, end, pageup, pagedown, insert, delete, f1 … f12.
   */
  readonly name: string;
  /** What it writes into a text field; absent where it is a command. */
  readonly text?: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Not told of characters: `G` is its own name. */
  readonly shift: boolean;
}

export interface Mouse {
  readonly kind: "mouse";
  readonly action: "press" | "release" | "move" | "wheel-up" | "wheel-down";
  readonly button: "left" | "middle" | "right" | "none";
  /** From 0, as the screen counts. */
  readonly row: number;
  readonly col: number;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** A key of that name, without modifiers unless they are given. */
export function key(name: string, more: Partial<Key> = {}): Key {
  return { kind: "key", name, ctrl: false, alt: false, shift: false, ...more };
}

/** The same with Alt: a command, no text. */
export function withAlt({ kind, name, ctrl, shift }: Key): Key {
  return { kind, name, ctrl, alt: true, shift };
}
