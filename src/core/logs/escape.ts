/** What may pass of a stranger's text: its colours and attributes, or nothing but its characters. */
export type Keep = "colours" | "none";

/**
 * Makes one line of hostile text harmless to a terminal. In: text of any origin (a container's output, a name, a label, an
 * engine's error). Out: printable characters and tabs, and with `keep` "colours" the SGR sequences for colours, bold, dim,
 * italic, underline, inverse, strike-through and overline, closed by a reset when they are left open.
 *
 * Gone are: every other escape sequence (7-bit and C1; unterminated OSC, DCS, APC, PM and SOS up to the end of the line),
 * blinking and concealed text, control characters, characters that reorder or hide text, the byte order mark. A line feed
 * becomes a space (use `safeLines` for text of several lines); a lone surrogate becomes U+FFFD, and so does a character of
 * Unicode's last private plane, which gdev's own screen uses for marks. A carriage return goes back to the
 * start of the line, as on a terminal: what is printed after it replaces what stood before, so that of a progress bar the last
 * state remains; at the end of the line it means nothing.
 */
export function safeText(text: string, keep: Keep): string {
  if (!suspicious.test(text)) return text;
  const line: Line = { out: "", colours: "", goBack: false };
  let from = 0;
  for (const token of text.matchAll(notPrintable)) {
    print(line, text.slice(from, token.index));
    from = token.index + token[0].length;
    const parameters = token.groups?.parameters;
    if (parameters !== undefined && keep === "colours") colour(line, parameters);
    else control(line, token[0]);
  }
  print(line, text.slice(from));
  return line.colours === "" ? line.out : `${line.out}${reset}`;
}

/** The lines of a hostile text, each made harmless by `safeText`; a last line end opens no further line. */
export function safeLines(text: string, keep: Keep): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines.map((line) => safeText(line, keep));
}

const reset = "\x1b[0m";

/** Directional marks, embeddings, overrides and isolates; invisible operators, deprecated format characters, tags, annotations; line separators. */
const reordering =
  "\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}";

/** Anything that `notPrintable` matches begins with, or is, one of these. With the u flag a surrogate matches only when it stands alone. */
const suspicious = new RegExp(`[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u{100000}-\\u{10ffff}${reordering}]`, "u");

/** The ranges are those of ECMA-48: parameters 0x30–3f, intermediates 0x20–2f, finals 0x40–7e. A sequence cut short is dropped as far as it goes. */
const notPrintable = new RegExp(
  [
    "(?:\\x1b\\[|\\x9b)(?:(?<parameters>[\\d;:]{0,64})m|[0-?]*[ -/]*[@-~]?)",
    "(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\n\\x07\\x18\\x1a\\x1b\\x9c]*(?:[\\x07\\x18\\x1a\\x9c]|\\x1b\\\\)?",
    "\\x1b[ -/]*[0-~]?",
    `[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u{100000}-\\u{10ffff}${reordering}]`,
  ].join("|"),
  "gu",
);

interface Line {
  out: string;
  /** The colour sequences in force, as they were written. */
  colours: string;
  /** A carriage return was read and nothing has been printed since. */
  goBack: boolean;
}

function print(line: Line, text: string): void {
  if (text === "") return;
  if (line.goBack) {
    line.out = line.colours;
    line.goBack = false;
  }
  line.out += text;
}

function control(line: Line, token: string): void {
  if (token === "\r") line.goBack = true;
  else if (token === "\n" || token === "\u2028" || token === "\u2029") print(line, " ");
  else if (/^[\p{Surrogate}\u{100000}-\u{10ffff}]$/u.test(token)) print(line, "\ufffd");
}

function colour(line: Line, parameters: string): void {
  for (const code of parameters.includes(":") ? colonForm(parameters) : semicolonForm(parameters.split(";"))) {
    if (code !== "0") {
      line.out += `\x1b[${code}m`;
      line.colours += `\x1b[${code}m`;
    } else if (line.colours !== "") {
      line.out += reset;
      line.colours = "";
    }
  }
}

/** `1;38;5;208;4` → `1`, `38;5;208`, `4`; what is not wanted or not complete is left out. */
function semicolonForm(codes: readonly string[]): readonly string[] {
  const wanted: string[] = [];
  for (let at = 0; at < codes.length; at++) {
    const code = Number(codes[at]);
    const length = extendedLength(code, codes[at + 1]);
    if (length > 1) {
      const extended = codes.slice(at, at + length);
      if (extended.length === length) wanted.push(extended.map(Number).join(";"));
      at += length - 1;
    } else if (isPlain(code)) wanted.push(String(code));
  }
  return wanted;
}

/** `38:2::255:0:0` and `4:3` pass as they are: one attribute with its parts. */
function colonForm(parameters: string): readonly string[] {
  return parameters.split(";").flatMap((part) => {
    if (part.includes(":")) return /^(?:[345]8:[25](?::\d{0,3}){1,5}|4:[0-5])$/.test(part) ? [part] : [];
    return isPlain(Number(part)) ? [String(Number(part))] : [];
  });
}

function extendedLength(code: number, kind: string | undefined): number {
  if (code !== 38 && code !== 48 && code !== 58) return 1;
  return kind === "5" ? 3 : kind === "2" ? 5 : 1;
}

/** Without blinking (5, 6), concealed (8), fonts (10–20) and frames (51, 52). */
function isPlain(code: number): boolean {
  return (
    (code >= 0 && code <= 4) ||
    code === 7 ||
    code === 9 ||
    (code >= 21 && code <= 29) ||
    (code >= 30 && code <= 37) ||
    (code >= 39 && code <= 47) ||
    code === 49 ||
    code === 53 ||
    code === 55 ||
    code === 59 ||
    (code >= 90 && code <= 97) ||
    (code >= 100 && code <= 107)
  );
}
