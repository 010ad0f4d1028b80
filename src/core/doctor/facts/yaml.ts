import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from "yaml";
import type { SourceFile } from "../../project/positions.ts";
import type { Span } from "../text.ts";

/** A value of a YAML file with its place, anchors and merge keys followed. */
export interface YamlNode {
  readonly file: string;
  readonly text: string;
  readonly node: Node;
  readonly document: Document;
}

/** One `key: value` of a map. `value` is absent where nothing stands behind the colon. */
export interface YamlPair {
  readonly key: string;
  readonly keySpan: Span;
  /** From the key to the end of the value. */
  readonly span: Span;
  readonly value?: YamlNode;
  /** It is written here, in block style, and not in `{…}` or behind an anchor. */
  readonly block: boolean;
}

/** A compose file that parses; undefined for one with syntax errors, which Compose itself explains. Several documents: the first. */
export function parseYaml({ file, text }: SourceFile): YamlNode | undefined {
  const document = parseDocument(text, { customTags: composeTags, prettyErrors: false });
  if (document.errors.some(({ code }) => code !== "MULTIPLE_DOCS") || !document.contents) return undefined;
  return { file, text, node: document.contents, document };
}

const composeTags = ["!reset", "!override"].flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: "map" as const },
  { tag, collection: "seq" as const },
]);

/** The pairs of a map, those that `<<` merges in behind its own; empty for anything else. */
export function pairsOf(node: YamlNode | undefined): readonly YamlPair[] {
  const map = node && followed(node);
  if (!map || !isMap(map.node)) return [];
  const block = isOwnBlock(map.node, node);
  const own = map.node.items.filter((item) => !isMerge(item)).flatMap((item) => pairOf(map, item, block) ?? []);
  const merged = map.node.items
    .filter(isMerge)
    .flatMap((item) => items(map, item.value))
    .flatMap((part) => pairsOf(part).map((pair) => ({ ...pair, block: false })));
  const names = new Set(own.map(({ key }) => key));
  return [...own, ...merged.filter(({ key }) => !names.has(key))];
}

/** The pair of a key. */
export function pairAt(node: YamlNode | undefined, key: string): YamlPair | undefined {
  const map = node && followed(node);
  if (!map || !isMap(map.node)) return undefined;
  const own = map.node.items.find((item) => isScalar(item.key) && (item.key.source ?? String(item.key.value)) === key);
  if (own && !isMerge(own)) return pairOf(map, own, isOwnBlock(map.node, node));
  return map.node.items.some(isMerge) ? pairsOf(node).find((pair) => pair.key === key) : undefined;
}

/** The items of a list; empty for anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  const list = node && followed(node);
  return list && isSeq(list.node) ? list.node.items.flatMap((item) => wrap(list, item) ?? []) : [];
}

/** The text of a scalar as written, quotes taken off; undefined for lists, maps and null. */
export function scalarOf(node: YamlNode | undefined): string | undefined {
  const found = node && followed(node);
  if (!found || !isScalar(found.node) || found.node.value === null) return undefined;
  return found.node.source ?? String(found.node.value);
}

/** Where a node stands, without the line end behind a block. */
export function spanOf({ file, text, node }: YamlNode): Span {
  const [start = 0, last = start] = node.range ?? [];
  let end = last;
  while (end > start && /\s/.test(text[end - 1] ?? "")) end--;
  return { file, start, end };
}

export function isList(node: YamlNode | undefined): boolean {
  return node !== undefined && isSeq(followed(node)?.node);
}

export function isMapping(node: YamlNode | undefined): boolean {
  return node !== undefined && isMap(followed(node)?.node);
}

/** True for a list or a map in `[…]` or `{…}`. */
export function isFlow(node: YamlNode): boolean {
  return (isMap(node.node) || isSeq(node.node)) && node.node.flow === true;
}

/** `!reset` and `!override` of Compose's merge. */
export function tagOf(node: YamlNode | undefined): string | undefined {
  return node?.node.tag ?? undefined;
}

function followed(node: YamlNode): YamlNode | undefined {
  if (!isAlias(node.node)) return node;
  const target = node.node.resolve(node.document);
  return target && wrap(node, target);
}

function wrap(parent: YamlNode, node: unknown): YamlNode | undefined {
  return node ? { ...parent, node: node as Node } : undefined;
}

function items(parent: YamlNode, value: unknown): readonly YamlNode[] {
  const node = wrap(parent, value);
  const list = node && itemsOf(node);
  return list && list.length > 0 ? list : node ? [node] : [];
}

/** It is in block style, and stands here and not behind an anchor. */
function isOwnBlock(map: { readonly flow?: boolean }, node: YamlNode | undefined): boolean {
  return map.flow !== true && map === node?.node;
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && (key.value === "<<" || typeof key.value === "symbol");
}

function pairOf(map: YamlNode, { key, value }: Pair, block: boolean): YamlPair | undefined {
  const keyNode = isScalar(key) ? wrap(map, key) : undefined;
  if (!keyNode) return undefined;
  const keySpan = spanOf(keyNode);
  const valueNode = wrap(map, value);
  const end = valueNode ? Math.max(spanOf(valueNode).end, keySpan.end + 1) : keySpan.end + 1;
  const given = valueNode !== undefined && !(isScalar(valueNode.node) && valueNode.node.value === null && !valueNode.node.tag);
  return {
    key: scalarOf(keyNode) ?? "",
    keySpan,
    span: { ...keySpan, end },
    block,
    ...(given ? { value: valueNode } : {}),
  };
}
