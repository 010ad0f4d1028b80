/** The `.dockerignore` that counts for a build. */
export interface IgnoreFile {
  readonly file: string;
  readonly text: string;
  readonly patterns: readonly IgnorePattern[];
}

export interface IgnorePattern {
  /** As written, without `!`. */
  readonly words: string;
  readonly keeps: boolean;
  readonly line: number;
  /** What it matches: paths of the context without a slash in front. */
  readonly matches: RegExp;
}

/** Text of a `.dockerignore` → its patterns, in file order. Source: Docker docs, build context; Go's filepath.Match plus `**`. */
export function parseIgnoreFile(file: string, text: string): IgnoreFile {
  const patterns = text.split(/\r?\n/).flatMap((raw, index) => {
    const line = (index === 0 ? raw.replace(/^\ufeff/, "") : raw).trim();
    if (line === "" || line.startsWith("#")) return [];
    const keeps = line.startsWith("!");
    const words = (keeps ? line.slice(1) : line).trim().replace(/^\/+/, "").replace(/^\.\//, "").replace(/\/+$/, "");
    return words === "" ? [] : [{ words, keeps, line: index + 1, matches: matcher(words) }];
  });
  return { file, text, patterns };
}

/** True where a path of the context (`.env`, `data/x.db`) does not reach the build: its last matching pattern, or that of a folder above, ignores it. */
export function ignores({ patterns }: IgnoreFile, path: string): boolean {
  const parts = path.split("/");
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  let ignored = false;
  for (const { keeps, matches } of patterns) if (paths.some((candidate) => matches.test(candidate))) ignored = !keeps;
  return ignored;
}

/** Docker refuses a class such as `[z-a]`: such a pattern matches nothing here. */
function matcher(words: string): RegExp {
  try {
    return new RegExp(`^${patternSource(words)}$`);
  } catch {
    return /(?!)/;
  }
}

function patternSource(words: string): string {
  let source = "";
  for (let at = 0; at < words.length; at++) {
    const character = words[at] ?? "";
    if (words.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (words.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[" && words.indexOf("]", at) > at + 1) {
      const end = words.indexOf("]", at + 1);
      source += `[${words.slice(at + 1, end).replaceAll("\\", "\\\\")}]`;
      at = end;
    } else source += (character === "\\" ? (words[++at] ?? "") : character).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  }
  return source;
}
