/** `..` and `.` taken out of an absolute path; no slash at its end. */
function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** A path as seen from a folder: an absolute one stays as it is. */
export function joinPath(folder: string, path: string): string {
  return normalPath(path.startsWith("/") ? path : `${folder}/${path}`);
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/"))) || "/";
}

/** The path below a folder, `.` for the folder itself; undefined for one that lies outside. */
export function pathBelow(path: string, folder: string): string | undefined {
  if (path === folder) return ".";
  const base = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}
