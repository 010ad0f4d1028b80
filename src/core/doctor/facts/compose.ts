import type { Span } from "../text.ts";
import { type VariableUse, variableUses } from "./interpolate.ts";
import type { Layers } from "./layers.ts";
import { folderOf, joinPath } from "./path.ts";
import { readService, type ServiceFacts } from "./service.ts";
import { type Tree, textOf } from "./tree.ts";
import { isMapping, itemsOf, pairAt, pairsOf, parseYaml, scalarOf, spanOf, type YamlNode } from "./yaml.ts";

/** A compose file that could be read. */
export interface ComposeFile {
  readonly file: string;
  readonly text: string;
  readonly root: YamlNode;
  /** Relative paths of this file start here. */
  readonly directory: string;
  readonly variables: readonly (VariableUse & { readonly span: Span; readonly path: readonly string[] })[];
  /** `x-gdev.ignore` of the file. */
  readonly ignored: readonly string[];
}

interface ComposeInput {
  readonly directory: string;
  readonly composeFiles: readonly string[];
  readonly tree: Tree;
}

/** The compose files with those that they include, and a note for each that could not be read. */
export function readComposeFiles({ directory, composeFiles, tree }: ComposeInput): {
  readonly files: readonly ComposeFile[];
  readonly notes: readonly string[];
} {
  const files: ComposeFile[] = [];
  const notes: string[] = [];
  const read = (file: string, from: string): void => {
    if (files.some((known) => known.file === file)) return;
    const text = textOf(tree, file);
    const root = text === undefined ? undefined : parseYaml({ file, text });
    if (text === undefined || !root) {
      notes.push(`${file} was not examined: ${text === undefined ? "it is not there" : "it is not valid YAML"}`);
      return;
    }
    files.push({ file, text, root, directory: from, variables: usesIn(root, []), ignored: ignoreList(root) });
    for (const path of includedPaths(root)) {
      if (/^(https?|git|oci):|^git@/.test(path)) notes.push(`${path} was not examined: it is not on this machine`);
      else read(joinPath(folderOf(file), path), folderOf(joinPath(folderOf(file), path)));
    }
  };
  for (const file of composeFiles) read(file, directory);
  return { files, notes };
}

/** The services of the files, in file order, each merged over the files and over what it extends. */
export function readServices(
  files: readonly ComposeFile[],
  tree: Tree,
  variables: Readonly<Record<string, string>>,
): readonly ServiceFacts[] {
  const names = new Set(files.flatMap(({ root }) => pairsOf(pairAt(root, "services")?.value).map(({ key }) => key)));
  return [...names].flatMap((name) => {
    const layers = layersOf(files, tree, name);
    const directory = files.find(({ file }) => file === layers.at(-1)?.node.file)?.directory ?? "/";
    const settings = settingsOf(layers);
    return readService({ name, layers, directory, variables, settings }) ?? [];
  });
}

/** The files that services of a compose file extend. */
export function extendedPaths({ root }: ComposeFile): readonly string[] {
  return pairsOf(pairAt(root, "services")?.value).flatMap(
    ({ value }) => scalarOf(pairAt(pairAt(value, "extends")?.value, "file")?.value) ?? [],
  );
}

/** `include` of a compose file: paths and addresses. Source: compose-spec 14-include. */
export function includedPaths(root: YamlNode): readonly string[] {
  return itemsOf(pairAt(root, "include")?.value).flatMap((item) => {
    const path = isMapping(item) ? pairAt(item, "path")?.value : item;
    const list = itemsOf(path);
    return (list.length > 0 ? list : [path]).flatMap((node) => scalarOf(node) ?? []);
  });
}

/** The maps of a service, each behind what it extends. A circle of `extends` ends where it closes. */
function layersOf(roots: readonly { readonly root: YamlNode }[], tree: Tree, name: string, seen: readonly string[] = []): Layers {
  return roots.flatMap(({ root }) => {
    const pair = pairAt(pairAt(root, "services")?.value, name);
    const id = `${root.file} ${name}`;
    if (!pair?.value || seen.includes(id)) return [];
    const extended = pairAt(pair.value, "extends")?.value;
    const base = scalarOf(extended) ?? scalarOf(pairAt(extended, "service")?.value);
    const path = scalarOf(pairAt(extended, "file")?.value);
    const own = { node: pair.value, key: pair.keySpan };
    if (base === undefined) return [own];
    return [
      ...layersOf(path === undefined ? roots : rootOf(tree, joinPath(folderOf(root.file), path)), tree, base, [...seen, id]),
      own,
    ];
  });
}

function rootOf(tree: Tree, file: string): readonly { readonly root: YamlNode }[] {
  const text = textOf(tree, file);
  const root = text === undefined ? undefined : parseYaml({ file, text });
  return root ? [{ root }] : [];
}

function settingsOf(layers: Layers): { dev?: string; prod?: string; ignored: readonly string[] } {
  const maps = layers.flatMap(({ node }) => pairAt(node, "x-gdev")?.value ?? []);
  const last = (key: string): string | undefined => maps.flatMap((map) => scalarOf(pairAt(map, key)?.value) ?? []).at(-1);
  const [dev, prod] = [last("dev"), last("prod")];
  return { ...(dev ? { dev } : {}), ...(prod ? { prod } : {}), ignored: layers.flatMap(({ node }) => ignoreList(node)) };
}

function ignoreList(node: YamlNode): readonly string[] {
  return itemsOf(pairAt(pairAt(node, "x-gdev")?.value, "ignore")?.value).flatMap((item) => scalarOf(item) ?? []);
}

/** Every variable of the scalars below a node, with the keys that lead to it; comments and keys are not searched. */
function usesIn(node: YamlNode, path: readonly string[]): ComposeFile["variables"] {
  if (isMapping(node))
    return pairsOf(node).flatMap(({ key, value, block }) =>
      value && (block || value.node.range) ? usesIn(value, [...path, key]) : [],
    );
  const list = itemsOf(node);
  if (list.length > 0) {
    return list.flatMap((item) => usesIn(item, [...path, ...(/^\w+(?==)/.exec(scalarOf(item) ?? "") ?? [])]));
  }
  if (scalarOf(node) === undefined) return [];
  const { file, start, end } = spanOf(node);
  return variableUses(node.text.slice(start, end)).map((use) => ({
    ...use,
    path,
    span: { file, start: start + use.at, end: start + use.at + use.length },
  }));
}
