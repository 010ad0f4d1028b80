import { type SizeHistory, type SizeRecord, sizeKey, withRecord } from "../../core/size/change.ts";
import type { SizeReport } from "../../core/size/report.ts";
import type { Engine } from "../../docker/engine.ts";
import { readCommit } from "../../host/git-commit.ts";
import { readSizeHistory, writeSizeHistory } from "../../host/size-history.ts";
import { stateFolder } from "../../host/state.ts";
import { readSizes } from "./read.ts";

/** An image that was just built. */
export interface BuiltImage {
  readonly service: string;
  readonly mode: "dev" | "prod";
  /** Empty: the last stage, without a name. */
  readonly stage: string;
  /** The tag. */
  readonly image: string;
}

export interface RememberQuestion {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly project: string;
  /** The project's folder, absolute. */
  readonly directory: string;
  readonly built: readonly BuiltImage[];
  /** ms since the epoch. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** How the size of a stage has changed with a build. */
export interface SizeChange {
  readonly service: string;
  readonly stage: string;
  readonly sizeBytes: number;
  /** Of the build before; absent for the first one, and where the build gave the same image. */
  readonly beforeBytes?: number;
}

/**
 * Remembers what was just built, and says how each image has changed since the build before. One round to the engine. Throws UserError where the
 * engine does not answer or the state folder cannot be written.
 */
export async function rememberSizes(question: RememberQuestion): Promise<readonly SizeChange[]> {
  const { engine, env, project, directory, built, signal } = question;
  const images = built.map(({ service, mode, stage, image }) => ({
    service,
    kind: mode,
    ...(stage === "" ? {} : { stage }),
    tags: [image],
    budget: { sizes: {} },
  }));
  const report = await readSizes({ engine, env, signal, wanted: { project, directory, images }, measure: "small" });
  const earlier = await recordSizes(question, report);
  return report.rows.flatMap((row): readonly SizeChange[] => {
    if (row.state !== "built") return [];
    const { service, stage = "", kind } = row.wanted;
    const last = (earlier[sizeKey({ service, mode: kind, ...(stage === "" ? {} : { stage }) })] ?? []).at(-1);
    const comparable = last !== undefined && last.id !== row.id && Boolean(last.approximate) === row.approximate;
    return [{ service, stage, sizeBytes: row.sizeBytes, ...(comparable ? { beforeBytes: last.sizeBytes } : {}) }];
  });
}

/** Adds the built images of a report to the project's history, and resolves to the history as it was before. */
export async function recordSizes(
  { env, project, directory, nowMs }: Pick<RememberQuestion, "env" | "project" | "directory" | "nowMs">,
  report: SizeReport,
): Promise<SizeHistory> {
  const folder = stateFolder(env, project);
  const [earlier, commit] = await Promise.all([readSizeHistory(folder), readCommit(directory)]);
  let history = earlier;
  for (const row of report.rows) {
    if (row.state !== "built" || row.wanted.kind === "image" || row.wanted.kind === "versus") continue;
    const record: SizeRecord = {
      atMs: nowMs,
      ...(commit === undefined ? {} : { commit }),
      id: row.id,
      sizeBytes: row.sizeBytes,
      ...(row.approximate ? { approximate: true } : {}),
      layers: row.layers.map(({ sizeBytes, createdBy }) => ({ sizeBytes, createdBy })),
    };
    const key = sizeKey({ ...row.wanted, mode: row.wanted.kind });
    history = withRecord(history, key, record);
  }
  if (history !== earlier) await writeSizeHistory(folder, history);
  return earlier;
}
