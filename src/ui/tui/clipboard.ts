/** How to copy a text through the terminal. */
export interface CopyRequest {
  /** What to send to the terminal (`screen.send`). */
  readonly sequence: string;
  /** Why it may not arrive: save the text to a file as well, and say so. The terminal itself never tells. */
  readonly doubt?: string;
}

/**
 * OSC 52: the terminal, on whichever machine it runs, puts the text on its clipboard. Terminals that are known not to do so, or not unasked, and texts longer
 * than most accept are told as a doubt. Source: "XTerm Control Sequences", Operating System Commands, Ps = 5 2.
 */
export function copyRequest(text: string, env: Readonly<Record<string, string | undefined>>): CopyRequest {
  const encoded = Buffer.from(text).toString("base64");
  const doubt = doubtAbout(encoded, env);
  return { sequence: `\x1b]52;c;${encoded}\x1b\\`, ...(doubt !== undefined && { doubt }) };
}

/** What xterm takes: the smallest limit of the terminals that tell theirs. */
const mostCharacters = 74_994;

function doubtAbout(encoded: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (encoded.length > mostCharacters) return "it is long for a terminal's clipboard";
  if (env.TMUX) return "tmux passes it on only with `set -g set-clipboard on`";
  if (env.STY) return "screen does not pass it on";
  if (env.VTE_VERSION || env.TERM_PROGRAM === "Apple_Terminal" || env.TERM === "linux")
    return "this terminal has no clipboard for programs";
  return undefined;
}
