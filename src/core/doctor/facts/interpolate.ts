/** A `${NAME}` of a compose file. */
export interface VariableUse {
  readonly name: string;
  /** Offset and length in the text that was searched. */
  readonly at: number;
  readonly length: number;
  /** `:-`, `-`, `:?`, `?`, `:+` or `+`; absent: it becomes empty where the variable is not set. */
  readonly operator?: string;
  readonly word?: string;
}

type Variables = Readonly<Record<string, string>>;

/** All variables of a text, outermost ones only; `$$` is a dollar. Source: compose-spec 12-interpolation. */
export function variableUses(text: string): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at)) {
    const use = variableAt(text, at);
    if (use) uses.push(use);
    at += use?.length ?? (text[at + 1] === "$" ? 2 : 1);
  }
  return uses;
}

/** The text as Compose reads it: variables filled in, `$$` a dollar, an unknown variable without default empty. */
export function interpolate(text: string, variables: Variables): string {
  if (!text.includes("$")) return text;
  let out = "";
  let at = 0;
  for (const use of variableUses(text)) {
    out += text.slice(at, use.at).replaceAll("$$", "$") + valueFor(use, variables);
    at = use.at + use.length;
  }
  return out + text.slice(at).replaceAll("$$", "$");
}

function variableAt(text: string, at: number): VariableUse | undefined {
  const plain = /^\$([A-Za-z_]\w*)/.exec(text.slice(at, at + 200));
  if (plain?.[1]) return { name: plain[1], at, length: plain[0].length };
  const braced = /^\$\{([A-Za-z_]\w*)(:?[-?+])?/.exec(text.slice(at, at + 200));
  const end = braced ? closingBrace(text, at + 2) : -1;
  if (!braced?.[1] || end < 0) return undefined;
  const operator = braced[2];
  const word = text.slice(at + braced[0].length, end);
  return { name: braced[1], at, length: end + 1 - at, ...(operator ? { operator, word } : {}) };
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

function valueFor({ name, operator = "", word = "" }: VariableUse, variables: Variables): string {
  const value = variables[name];
  const given = operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  if (operator.endsWith("-")) return given ? (value ?? "") : interpolate(word, variables);
  if (operator.endsWith("+")) return given ? interpolate(word, variables) : "";
  return value ?? "";
}
