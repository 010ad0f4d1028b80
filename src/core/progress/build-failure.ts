import { type Place, UserError } from "../error.ts";
import type { BuildStep } from "../event.ts";
import { buildRemedy } from "./build-remedy.ts";
import { isInternal, stepPlace } from "./vertex-name.ts";

export interface BuildFailure {
  readonly service: string;
  /** Absent for a remote context. */
  readonly dockerfile?: DockerfileName;
  /** What buildx printed besides rawjson objects: the excerpt, and the `ERROR: …` at the end. */
  readonly words: readonly string[];
  readonly failedSteps: readonly FailedStep[];
}

/** A Dockerfile: `path` absolute and `name` as the user knows it; for `dockerfile_inline` both are that word. */
export interface DockerfileName {
  readonly path: string;
  readonly name: string;
  /** How many lines of what is built are in that file; those behind them are a stage that gdev has added. */
  readonly ownLines?: number;
}

export interface FailedStep {
  readonly buildStep: BuildStep;
  readonly why: string;
  readonly output: readonly string[];
}

/**
 * A failed `buildx build` → the error for the user: `build of api failed at Dockerfile:12 (builder 4/6)`, with the line of the Dockerfile as its
 * place, the reason, the failing step's whole output and the remedy where one is known.
 * The place comes from the excerpt buildx prints (`Dockerfile:12`, dashes, `  12 | >>> RUN …`).
 */
export function buildFailure({ service, dockerfile: built, words, failedSteps }: BuildFailure): UserError {
  const said = errorWords(words);
  const failed = failedSteps.find((step) => said.includes(step.why)) ?? failedSteps[0];
  const excerpt = findExcerpt(words);
  const isAdded = built?.ownLines !== undefined && excerpt !== undefined && excerpt.line > built.ownLines;
  const dockerfile = isAdded ? { path: addedStage, name: addedStage } : built;
  const place = excerpt && placeIn(excerpt, dockerfile);
  const why = (failed && exitReason(failed)) ?? (said || failed?.why)?.replace(/failed to calculate checksum of ref \S+: /, "");
  const remedy = missingStage(place, said) ?? buildRemedy([said, failed?.why ?? "", ...(failed?.output ?? [])].join("\n"));
  const at = excerpt ? ` at ${dockerfile?.name ?? excerpt.file}:${excerpt.line}` : "";
  const step = failed && !isInternal(failed.buildStep) ? ` (${stepPlace(failed.buildStep)})` : "";
  return new UserError(`build of ${service} failed${at}${step}`, {
    ...(why ? { why } : {}),
    ...(remedy ? { remedy } : {}),
    ...(place ? { place } : {}),
    ...(failed && failed.output.length > 0 ? { output: failed.output } : {}),
    failed: { deed: "build", service },
  });
}

const addedStage = "gdev's dev stage";

/** The text after `ERROR:`, without the names of the layers of BuildKit it went through; without an `ERROR:`, all words. */
function errorWords(words: readonly string[]): string {
  const start = words.findLastIndex((line) => line.startsWith("ERROR: "));
  const text = words.slice(Math.max(0, start)).join("\n");
  return text
    .replace(/^ERROR: /, "")
    .replace(
      /^((failed to (build|solve|run Build function)|target \S+|failed to compute cache key|ResourceExhausted|Unknown|Unavailable): )+/,
      "",
    );
}

/** Docker takes a name after `--from=` that no stage has for an image, and looks for it in a registry. */
function missingStage(place: Place | undefined, said: string): string | undefined {
  const name = /--from=([a-z][\w-]*)(?=\s)/i.exec(place?.lineText ?? "")?.[1];
  if (!name || !said.includes(`${name}: `)) return undefined;
  return `no stage above is named ${name}, so Docker looked for an image of that name: correct --from, or name the stage (FROM … AS ${name})`;
}

function exitReason({ why }: FailedStep): string | undefined {
  const code = /did not complete successfully: exit code: (\d+)/.exec(why)?.[1];
  return code === undefined ? undefined : `the step ended with exit code ${code}`;
}

interface Excerpt {
  readonly file: string;
  readonly line: number;
  readonly text?: string;
}

function findExcerpt(words: readonly string[]): Excerpt | undefined {
  for (const [index, heading] of words.entries()) {
    const match = /^(.+):(\d+)$/.exec(heading);
    if (!match?.[1] || !match[2] || !/^-{5,}$/.test(words[index + 1] ?? "")) continue;
    const marked = words.slice(index).map((line) => /^ *(\d+) \| >>> (.*)$/.exec(line));
    const text = marked.find((line) => line?.[1] === match[2])?.[2];
    return { file: match[1], line: Number(match[2]), ...(text === undefined ? {} : { text }) };
  }
  return undefined;
}

function placeIn({ file, line, text }: Excerpt, dockerfile: BuildFailure["dockerfile"]): Place {
  const indent = text === undefined ? 0 : text.length - text.trimStart().length;
  return { file: dockerfile?.path ?? file, line, column: indent + 1, ...(text === undefined ? {} : { lineText: text }) };
}
