import { EngineError } from "../core/error.ts";
import type { Engine } from "./engine.ts";

/**
 * The text of a file in a container, mounted ones included, running or not; undefined where it has no such file. Works without anything
 * installed in it.
 */
export async function readContainerFile(engine: Engine, id: string, path: string): Promise<string | undefined> {
  try {
    const archive = await engine.stream({ path: `/containers/${id}/archive?path=${encodeURIComponent(path)}` });
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return firstFile(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** The first entry of a tar archive, where it is a file: a header of 512 bytes with the size in octal at 124, the type at 156. */
function firstFile(tar: Buffer): string | undefined {
  const type = tar.toString("latin1", 156, 157);
  if (type !== "0" && type !== "\0") return undefined;
  const sizeBytes = Number.parseInt(tar.toString("latin1", 124, 136), 8);
  return Number.isNaN(sizeBytes) ? undefined : tar.toString("utf8", 512, 512 + sizeBytes);
}
