import { readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";

/** True where saves reach a container as no file events: on Windows, and in WSL for what lies on a Windows drive. Source: microsoft/WSL#4739. */
export async function hasNoFileEvents(folder: string): Promise<boolean> {
  if (process.platform === "win32") return true;
  if (!/^\/mnt\/[a-z](\/|$)/.test(folder)) return false;
  return /microsoft/i.test(await readWords("/proc/version"));
}

/** How many folders and files of this machine may be watched at once (inotify); undefined where there is no such limit. */
export async function watchLimits(): Promise<{ readonly watches: number; readonly instances: number } | undefined> {
  const [watches, instances] = await Promise.all(
    ["max_user_watches", "max_user_instances"].map(async (name) => Number(await readWords(`/proc/sys/fs/inotify/${name}`))),
  );
  return watches && instances ? { watches, instances } : undefined;
}

/** The bytes that are free for this user on the disk of a folder; undefined where that cannot be told. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && found.bavail * found.bsize;
}

/** True where a TCP port of this machine is taken: nobody else can listen on it. */
export function isPortTaken(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(false)));
  });
}

function readWords(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
