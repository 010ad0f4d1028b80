import { EngineError } from "../core/error.ts";
import type { Report } from "../core/event.ts";
import { emptyRecords } from "../core/plan/records.ts";
import { compose } from "../docker/compose.ts";
import type { Engine } from "../docker/engine.ts";
import { lockProject } from "../host/lock.ts";
import { readRecords, stateFolder, writeRecords } from "../host/state.ts";
import { imageFolders, removeVolumes } from "./image-folders.ts";

export interface DownQuestion {
  readonly engine: Engine;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  readonly volumes: boolean;
  readonly images: boolean;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Stops and removes the project's containers and networks, on request its volumes and the images that gdev built.
 * Compose finds them by their labels, not by the compose files, so that a missing `.env` or a renamed service is no obstacle.
 * Waits until no other gdev changes the project.
 */
export async function takeDown(question: DownQuestion): Promise<void> {
  const { project, env, report, signal } = question;
  const folder = stateFolder(env, project);
  const release = await lockProject(folder, signal, ({ pid }) =>
    report({ type: "note", text: `another gdev (pid ${pid}) is changing ${project}: waiting for it` }),
  );
  try {
    const call = { args: ["-p", project], directory: folder, env: withoutComposeFiles(env) };
    const folders = await imageFolders(question);
    await compose(call, ["down", "--remove-orphans", ...(question.volumes ? ["--volumes"] : [])], signal);
    await removeVolumes(question.engine, folders);
    const records = await readRecords(folder);
    if (question.images) for (const image of Object.keys(records.images)) await removeImage(question, image);
    await writeRecords(folder, { ...emptyRecords, images: question.images ? {} : records.images });
  } finally {
    await release();
  }
}

/** Compose shall see no compose file: neither one that a variable names nor one in a folder above. */
function withoutComposeFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { COMPOSE_FILE: _file, COMPOSE_PROFILES: _profiles, COMPOSE_ENV_FILES: _envFiles, ...rest } = env;
  return rest;
}

async function removeImage({ engine, report }: DownQuestion, image: string): Promise<void> {
  try {
    await engine.json({ method: "DELETE", path: `/images/${image}` });
    report({ type: "note", text: `image ${image} removed` });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.status !== 404) report({ type: "warning", text: `image ${image} stays: ${error.message}` });
  }
}
