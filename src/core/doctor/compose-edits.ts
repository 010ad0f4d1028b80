import { insert, linesAfter, type TextEdit } from "./edits.ts";
import type { ServiceFacts } from "./facts/service.ts";
import { isFlow, isMapping, pairsOf, type YamlNode, type YamlPair } from "./facts/yaml.ts";
import { startOfLine } from "./text.ts";

/**
 * Writes lines for a key that the service does not have, right behind its `image` or `build`, indented as its keys are. Undefined for a
 * service in `{…}`, or one whose keys stand behind an anchor.
 */
export function addToService(service: ServiceFacts, lines: readonly string[]): TextEdit | undefined {
  const pair = service.pair("image") ?? service.pair("build");
  return pair ? addBehind(pair, lines) : undefined;
}

/** Writes lines behind a pair of a block map, as further keys of that map. */
export function addBehind(pair: YamlPair, lines: readonly string[]): TextEdit | undefined {
  const text = pair.value?.text;
  if (!pair.block || text === undefined) return undefined;
  const before = text.slice(startOfLine(text, pair.keySpan.start), pair.keySpan.start);
  if (!/^[\s-]*$/.test(before)) return undefined;
  const indent = before.replace(/-/g, " ");
  return linesAfter(pair.span, text, lines, indent);
}

/** Writes one more `key: value` at the end of a map in block or flow style. */
export function addPair(map: YamlNode, line: string): TextEdit | undefined {
  const last = pairsOf(map).at(-1);
  if (!last || !isMapping(map)) return undefined;
  return isFlow(map) ? insert(map.file, last.span.end, `, ${line}`) : addBehind(last, [line]);
}
