import type { Span } from "../text.ts";
import { isList, isMapping, itemsOf, pairAt, pairsOf, scalarOf, spanOf, tagOf, type YamlNode, type YamlPair } from "./yaml.ts";

/** One thing in several compose files, the lowest first: later ones win, lists add up. */
export type Layers = readonly { readonly node: YamlNode; readonly key: Span }[];

/** `NAME: value`, `- NAME=value` or `- NAME`. */
export interface Entry {
  readonly name: string;
  /** Absent: it is taken from the environment of Compose. */
  readonly value?: string;
  /** As written, before variables are filled in. */
  readonly raw?: string;
  /** The name, or the whole list item. */
  readonly span: Span;
  /** The pair or list item, to be removed as a whole; absent where it does not stand on lines of its own. */
  readonly lines?: Span;
}

/** The pair of a key in the last file that has it; none where `!reset` takes it away. */
export function pairIn(layers: Layers, key: string): YamlPair | undefined {
  const pair = layers.flatMap(({ node }) => pairAt(node, key) ?? []).at(-1);
  return tagOf(pair?.value) === "!reset" ? undefined : pair;
}

/** The maps behind a key, as layers of their own. */
export function mappingIn(layers: Layers, key: string): Layers {
  return kept(layers, key).flatMap(({ value, keySpan }) => (value && isMapping(value) ? [{ node: value, key: keySpan }] : []));
}

/** The list items behind a key in all files. */
export function itemsIn(layers: Layers, key: string): readonly YamlNode[] {
  return kept(layers, key).flatMap(({ value }) => itemsOf(value));
}

/** Names with values, as a map or as a list; a name of a later file replaces that of an earlier one. */
export function entriesIn(layers: Layers, key: string, fill: (text: string) => string): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const { value, block } of kept(layers, key)) {
    const flow = !block || (value && "flow" in value.node && value.node.flow === true);
    for (const item of isList(value) ? itemsOf(value) : []) {
      const [name = "", ...rest] = (scalarOf(item) ?? "").split("=");
      const raw = rest.length > 0 ? rest.join("=") : undefined;
      const span = spanOf(item);
      found.set(fill(name), { name: fill(name), ...values(raw, fill), span, ...(flow ? {} : { lines: span }) });
    }
    for (const pair of pairsOf(value)) {
      const lines = pair.block ? { lines: pair.span } : {};
      found.set(pair.key, { name: pair.key, ...values(scalarOf(pair.value), fill), span: pair.keySpan, ...lines });
    }
  }
  return [...found.values()];
}

function values(raw: string | undefined, fill: (text: string) => string): { value?: string; raw?: string } {
  return raw === undefined ? {} : { raw, value: fill(raw) };
}

/** The pairs of a key in all files, from the last `!reset` or `!override` on. */
function kept(layers: Layers, key: string): readonly YamlPair[] {
  const pairs = layers.flatMap(({ node }) => pairAt(node, key) ?? []);
  const cut = pairs.findLastIndex(({ value }) => tagOf(value) === "!reset" || tagOf(value) === "!override");
  if (cut < 0) return pairs;
  return pairs.slice(tagOf(pairs[cut]?.value) === "!reset" ? cut + 1 : cut);
}
