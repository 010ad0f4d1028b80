/** What a build context holds, as far as it was looked at. Paths are relative to it, with `/` between folders. */
export interface SourceFiles {
  readonly paths: readonly string[];
  /** The texts of Go files (without tests), go.mod, package.json and air's own configuration, by path; a large file's only to its first part. */
  readonly texts: Readonly<Record<string, string>>;
  /** There is more than was looked at. */
  readonly cut: boolean;
}

/** True for a folder of the context that holds something: `.` always. */
export function isFolder({ paths }: SourceFiles, folder: string): boolean {
  return folder === "." || paths.some((path) => path.startsWith(`${folder}/`));
}

/** `cmd/api/main.go` → `cmd/api`; `main.go` → `.`. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end);
}

/** `cmd/../x/.` → `x`; undefined for a path that leads out of the context. */
export function contextPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/") || ".";
}
