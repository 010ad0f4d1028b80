import { checkComposeVersion } from "../docker/compose.ts";
import { identifyComposePlugin } from "../host/compose-plugin.ts";
import { readNote, writeNote } from "../host/state.ts";

/**
 * Makes sure that Compose is new enough for gdev's override. A plugin that passed once is not asked again: asking costs a process.
 * Throws UserError where Compose is missing or too old.
 */
export async function requireCompose(env: NodeJS.ProcessEnv, directory: string): Promise<void> {
  const plugin = await identifyComposePlugin(env);
  if (plugin !== undefined && (await readNote(env, "compose")) === plugin) return;
  await checkComposeVersion(env, directory);
  if (plugin !== undefined) await writeNote(env, "compose", plugin);
}
