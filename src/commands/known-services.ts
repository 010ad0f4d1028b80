import { UserError } from "../core/error.ts";
import { noSuchService } from "../core/project/no-such-service.ts";
import type { ComposeQuestion } from "../run/project-name.ts";

/**
 * Throws UserError, exit code 2, for a service that the project does not have. `there`: the services that have containers. One that has none
 * may still be in the compose files; only then are they read.
 */
export async function refuseUnknown(
  services: readonly string[],
  there: readonly string[],
  question: ComposeQuestion,
): Promise<void> {
  if (services.every((service) => there.includes(service))) return;
  const names = [...new Set([...there, ...(await declaredServices(question, there.length > 0))])].sort();
  const unknown = services.find((service) => !names.includes(service));
  if (unknown !== undefined) throw noSuchService(unknown, names);
}

/** The services of the compose files; with `optional` none when the files cannot be read, as where only `-p` names the project. */
async function declaredServices(question: ComposeQuestion, optional: boolean): Promise<readonly string[]> {
  try {
    const { loadProject } = await import("../run/project.ts");
    const { project } = await loadProject({ ...question, services: [] });
    return project.services.map(({ name }) => name);
  } catch (error) {
    if (optional && error instanceof UserError) return [];
    throw error;
  }
}
