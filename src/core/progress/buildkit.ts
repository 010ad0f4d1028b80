/** One object of buildx's `--progress rawjson`; only the fields gdev reads. Times are RFC 3339. Source: moby/buildkit, client.SolveStatus. */
export interface BuildKitObject {
  readonly vertexes?: readonly BuildKitVertex[];
  readonly statuses?: readonly BuildKitStatus[];
  readonly logs?: readonly BuildKitLog[];
  readonly warnings?: readonly BuildKitWarning[];
}

export interface BuildKitVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/** Progress within a vertex, such as one layer of a base image: bytes so far and in all. */
export interface BuildKitStatus {
  readonly id: string;
  readonly vertex: string;
  readonly current?: number;
  readonly total?: number;
  readonly completed?: string;
}

/** `data` is base64 of what the step wrote, cut anywhere; `stream` is 1 for stdout, 2 for stderr. */
export interface BuildKitLog {
  readonly vertex: string;
  readonly stream?: number;
  readonly data?: string;
}

/** `short` is base64. Lines of `range` count from 1. */
export interface BuildKitWarning {
  readonly vertex: string;
  readonly short?: string;
  readonly url?: string;
  readonly sourceInfo?: { readonly filename?: string };
  readonly range?: readonly { readonly start?: { readonly line?: number; readonly character?: number } }[];
}

/** What `decodeBuildKit` carries from chunk to chunk: the unfinished line, and the unfinished pretty-printed object. */
export interface Decoding {
  readonly line: string;
  readonly object: string;
}

export const decodingStart: Decoding = { line: "", object: "" };

export interface Decoded {
  readonly state: Decoding;
  readonly objects: readonly BuildKitObject[];
  /** Lines that are no object: buildx's own words, such as the excerpt and `ERROR: …` at the end. */
  readonly words: readonly string[];
}

/**
 * Reads buildx's stderr under `--progress rawjson`, in chunks cut anywhere, into BuildKit's objects and the words between them.
 * Both layouts are understood: one object a line (buildx 0.29) and an object over several lines that starts with a line `{` and ends with a line `}` (0.13).
 */
export function decodeBuildKit(state: Decoding, chunk: string): Decoded {
  const lines = (state.line + chunk).split("\n");
  const line = lines.pop() ?? "";
  const decoded = lines.reduce(takeLine, { object: state.object, objects: [], words: [] });
  return { state: { line, object: decoded.object }, objects: decoded.objects, words: decoded.words };
}

/** The rest when the stream has ended: a last line without line end; an object that never closed counts as words. */
export function endDecoding(state: Decoding): Omit<Decoded, "state"> {
  const { state: rest, objects, words } = decodeBuildKit(state, "\n");
  const open = rest.object === "" ? [] : rest.object.split("\n").filter((text) => text !== "");
  return { objects, words: [...words, ...open] };
}

interface Taking {
  readonly object: string;
  readonly objects: BuildKitObject[];
  readonly words: string[];
}

function takeLine(taking: Taking, ended: string): Taking {
  const line = ended.endsWith("\r") ? ended.slice(0, -1) : ended;
  if (taking.object !== "") return takePrettyLine(taking, line);
  if (line === "{") return { ...taking, object: "{\n" };
  if (line === "") return taking;
  takeWhole(taking, line);
  return taking;
}

function takePrettyLine(taking: Taking, line: string): Taking {
  const object = `${taking.object}${line}\n`;
  if (line !== "}") return { ...taking, object };
  takeWhole(taking, object);
  return { ...taking, object: "" };
}

/** Adds a whole object, or the lines that looked like one to the words. */
function takeWhole(taking: Taking, text: string): void {
  const object = text.startsWith("{") ? parseObject(text) : undefined;
  if (object) taking.objects.push(object);
  else taking.words.push(...text.split("\n").filter((line) => line !== ""));
}

function parseObject(text: string): BuildKitObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
