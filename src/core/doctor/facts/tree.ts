/** A file of the project as it was read. */
export interface TreeFile {
  /** Absent: it was not read, because it is too large or nothing asks for it. */
  readonly text?: string;
  readonly executable?: boolean;
}

/** The files of the project by absolute path, as far as they were looked at. Folders are known by what lies in them. */
export type Tree = ReadonlyMap<string, TreeFile>;

/** True for a file, and for a folder that holds one. */
export function exists(tree: Tree, path: string): boolean {
  return tree.has(path) || isFolder(tree, path);
}

/** True for a folder that holds a file somewhere below. */
function isFolder(tree: Tree, path: string): boolean {
  for (const file of tree.keys()) if (file.startsWith(`${path}/`)) return true;
  return false;
}

/** The text of a file, or undefined. */
export function textOf(tree: Tree, path: string): string | undefined {
  return tree.get(path)?.text;
}
