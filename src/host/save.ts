import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError, wordsOf } from "../core/error.ts";

/**
 * Writes text to a new file; a relative name is one in `folder`. Resolves to its full name. Throws UserError for a file that is there already,
 * which stays as it is, and where the system does not let gdev write.
 */
export async function saveText(folder: string, name: string, chunks: Iterable<string>): Promise<string> {
  const file = resolve(folder, name);
  try {
    await pipeline(Readable.from(chunks), createWriteStream(file, { flags: "wx" }));
    return file;
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new UserError(exists ? `${file} is there already` : `${file} cannot be written: ${wordsOf(error)}`);
  }
}
