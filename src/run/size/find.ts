import { locateComposeFiles } from "../../host/compose-files.ts";
import { readSources } from "../../host/files.ts";
import { hashFiles, readDerived, writeDerived } from "../../host/size-wanted.ts";
import { stateFolder } from "../../host/state.ts";
import { type ComposeQuestion, findProjectName } from "../project-name.ts";
import type { SizesWanted } from "./wanted.ts";

/** Changes when what is kept means something else. */
const keptForm = 1;

/**
 * All images of the project of a folder, intermediate stages included. Asking Compose costs more than all the rest of the report, so the answer is
 * kept, and holds while no compose file, Dockerfile and variable that it came from changes. Throws UserError for everything that cannot be read.
 */
export async function findWanted(question: ComposeQuestion, signal: AbortSignal): Promise<SizesWanted> {
  const { cwd, env, flags } = question;
  const [located, name] = await Promise.all([locateComposeFiles({ cwd, env, ...flags }), findProjectName(question)]);
  const folder = stateFolder(env, name);
  const asked = JSON.stringify([keptForm, flags, located]);
  const kept = await readDerived<SizesWanted>(folder, asked, env);
  if (kept) return kept;
  const [{ loadProject }, { wantedOf }] = await Promise.all([import("../project.ts"), import("./wanted.ts")]);
  // What the project's own files make is measured, not what gdev adds to run it.
  const loaded = await loadProject({ ...question, flags: { ...flags, makeStages: false }, services: [] }, signal);
  const value = wantedOf(loaded);
  const texts = (await readSources(located.files)).map(({ text }) => text);
  if (texts.some(readsOthers)) return value;
  const dockerfiles = [...loaded.dockerfiles.values()].map(({ file }) => file).filter((file) => file.startsWith("/"));
  const names = [...new Set(texts.flatMap(variablesOf))];
  await writeDerived(folder, {
    value,
    question: asked,
    files: await hashFiles([...located.files, ...dockerfiles]),
    variables: Object.fromEntries([...names, ...composeVariables(env)].map((variable) => [variable, env[variable] ?? null])),
  });
  return value;
}

/** Other files may stand behind these two, in any folder. */
function readsOthers(text: string): boolean {
  return /\b(?:include|extends)["']?\s*:/.test(text);
}

function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []);
}

/** Compose's own variables choose files, profiles and names. */
function composeVariables(env: NodeJS.ProcessEnv): readonly string[] {
  const set = Object.keys(env).filter((name) => name.startsWith("COMPOSE_"));
  return [...new Set(["COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME", ...set])];
}
