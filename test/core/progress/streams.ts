import { readFileSync } from "node:fs";
import type { Happening } from "../../../src/core/event.ts";
import { readBuild, readingStart } from "../../../src/core/progress/build-reading.ts";
import { decodeBuildKit, decodingStart, endDecoding } from "../../../src/core/progress/buildkit.ts";
import { stepPlace } from "../../../src/core/progress/vertex-name.ts";

/** What `docker buildx build --progress rawjson` of that version wrote on stderr. */
export function recorded(name: string): string {
  return readFileSync(new URL(`streams/${name}.txt`, import.meta.url), "utf8");
}

/** The stream, cut into chunks of that many characters, as happenings and words. */
export function replay(
  text: string,
  chunkSize = text.length,
  lint = false,
): { readonly happenings: readonly Happening[]; readonly words: readonly string[] } {
  const happenings: Happening[] = [];
  const words: string[] = [];
  let state = decodingStart;
  let reading = readingStart;
  const take = (decoded: Pick<ReturnType<typeof decodeBuildKit>, "objects" | "words">): void => {
    words.push(...decoded.words);
    for (const object of decoded.objects) {
      const next = readBuild(reading, object, { lint });
      reading = next.reading;
      happenings.push(...next.happenings);
    }
  };
  for (let start = 0; start < text.length; start += chunkSize) {
    const decoded = decodeBuildKit(state, text.slice(start, start + chunkSize));
    state = decoded.state;
    take(decoded);
  }
  take(endDecoding(state));
  return { happenings, words };
}

/** One line for each happening of a Dockerfile's step, such as `finished builder 2/2 RUN true cached`. */
export function stepLines(happenings: readonly Happening[]): readonly string[] {
  return happenings.flatMap((happening) => {
    if (!("buildStep" in happening) || happening.buildStep.index === undefined) return [];
    const at = `${happening.type.replace("build-step-", "")} ${stepPlace(happening.buildStep)}`;
    if (happening.type === "build-output") return [`${at} ${happening.text}`];
    const cached = happening.type === "build-step-finished" && happening.cached ? " cached" : "";
    return [`${at} ${happening.buildStep.name.slice(0, 24).trim()}${cached}`];
  });
}
