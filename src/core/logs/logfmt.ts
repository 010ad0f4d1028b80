/**
 * The pairs of a line of logfmt, as slog's TextHandler, logrus and go-kit write it: `time=… level=info msg="hello world" status=200`. A
 * line has to begin with its time, level or message and be nothing but pairs; else undefined. Source of the quoting: Go's
 * strconv.Quote, of which the escapes that JSON shares are read.
 */
export function parseLogfmt(text: string): readonly (readonly [string, string])[] | undefined {
  if (!/^(?:time|timestamp|ts|t|level|lvl|msg)=/.test(text)) return undefined;
  const pairs: (readonly [string, string])[] = [];
  let end = 0;
  for (const match of text.matchAll(pair)) {
    const [whole, key = "", quoted, bare = ""] = match;
    pairs.push([key, quoted === undefined ? bare : unquoted(quoted)]);
    end = match.index + whole.length;
  }
  return end === text.length ? pairs : undefined;
}

/** Each match begins where the one before it ended. */
const pair = /([^\s="]+)=(?:("(?:[^"\\]|\\.)*")|([^\s"]*))(?:\s+|$)/gy;

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
