/** The colours and attributes in force at a place of a text. */
export interface Style {
  /** Takes one SGR sequence as `safeText` writes them (`\x1b[…m`, one attribute each). */
  apply(sequence: string): void;
  /** The sequences that bring about what is in force, from a reset on; empty for none. */
  sequences(): string;
}

/** Nothing in force yet. What is replaced or switched off is forgotten, so that a text of a thousand colours has one in force. */
export function noStyle(): Style {
  const inForce = new Map<string, string>();
  let joined: string | undefined = "";

  return {
    apply(sequence) {
      const code = Number.parseInt(sequence.slice(2), 10) || 0;
      const off = switchedOff[code];
      if (code === 0) inForce.clear();
      else if (off !== undefined && sequence !== "\x1b[4:0m") for (const kind of off) inForce.delete(kind);
      else if (sequence === "\x1b[4:0m") inForce.delete("underline");
      else inForce.set(kindOf(code), sequence);
      joined = undefined;
    },
    sequences() {
      joined ??= [...inForce.values()].join("");
      return joined;
    },
  };
}

/** What the codes that switch off put an end to. Source: ECMA-48, 8.3.117, and xterm's control sequences (55, 59). */
const switchedOff: Readonly<Record<number, readonly string[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
  39: ["colour"],
  49: ["background"],
  55: ["overline"],
  59: ["underline colour"],
};

const attributes: Readonly<Record<number, string>> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
  21: "underline",
  53: "overline",
  58: "underline colour",
};

function kindOf(code: number): string {
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return "background";
  return attributes[code] ?? "colour";
}
