import { type Place, UserError } from "../core/error.ts";
import { composeWarnings, explainComposeError } from "../core/project/compose-error.ts";
import { parseDockerfile, type Stage } from "../core/project/dockerfile.ts";
import { imageNameProblem } from "../core/project/image-name.ts";
import { parseProject } from "../core/project/parse.ts";
import { locate, profileNames, type SourceFile } from "../core/project/positions.ts";
import type { Project, Service } from "../core/project/project.ts";
import type { MadeStage, NotMade } from "../core/target/synth/draft.ts";
import { type ComposeCall, checkComposeVersion, runCompose } from "../docker/compose.ts";
import { engineTrouble } from "../docker/engine-trouble.ts";
import { type ComposeFiles, locateComposeFiles } from "../host/compose-files.ts";
import { type DockerfileProblem, readDockerfile, readSources } from "../host/files.ts";
import { makeStages } from "./make-stages.ts";
import type { ComposeQuestion } from "./project-name.ts";

export interface ProjectQuestion extends ComposeQuestion {
  /** Narrows the project to these services and what they depend on; none: all of the active profiles. */
  readonly services: readonly string[];
}

/** A Project with the files that it was read from. */
export interface LoadedProject {
  readonly project: Project;
  /** Stages by service; a service that is not built, or whose Dockerfile is not on this machine, has none. */
  readonly stages: ReadonlyMap<string, readonly Stage[]>;
  readonly dockerfiles: ReadonlyMap<string, SourceFile>;
  /** For services whose Dockerfile has no dev stage: the one that gdev can make, or why it cannot. */
  readonly madeStages: ReadonlyMap<string, MadeStage | NotMade>;
  readonly sources: readonly SourceFile[];
  /** What `.env` beside the compose file says. */
  readonly dotEnv: Readonly<Record<string, string>>;
  /** Compose for this project, without gdev's override. */
  readonly call: ComposeCall;
  readonly warnings: readonly { readonly text: string; readonly place?: Place; readonly remedy?: string }[];
}

/**
 * Reads the compose files as Compose resolves them, and the Dockerfiles that they name.
 * Throws UserError with the place for everything that cannot be read: no compose file, bad YAML, a missing variable or Dockerfile, an old Compose.
 */
export async function loadProject(question: ProjectQuestion, signal?: AbortSignal): Promise<LoadedProject> {
  const located = await locateComposeFiles({ cwd: question.cwd, env: question.env, ...question.flags });
  const sources = await readSources(located.files);
  const call = composeCall(question, located);
  const resolved = await runCompose(call, ["config", ...question.services], signal);
  if (resolved.exitCode !== 0) {
    const trouble = engineTrouble(resolved.stderr);
    if (trouble) throw trouble;
    await checkComposeVersion(question.env, located.directory);
    throw explainComposeError(resolved.stderr, sources);
  }
  const project = parseProject(resolved.stdout, located.directory, located.files, sources);
  if (project.services.length === 0) throw noServices(located, sources);
  checkImages(project, sources);
  const dockerfiles = await readDockerfiles(project, sources);
  const parsed = [...dockerfiles].map(([name, { text }]) => [name, parseDockerfile(text, buildArgsOf(project, name))] as const);
  const stages = new Map(parsed);
  return {
    project,
    stages,
    dockerfiles,
    madeStages: question.flags.makeStages === false ? new Map() : await makeStages(project, stages, dockerfiles),
    sources,
    dotEnv: located.dotEnv,
    call: { ...call, args: [...call.args, "-p", project.name] },
    warnings: composeWarnings(resolved.stderr, sources),
  };
}

function composeCall({ flags, env }: ProjectQuestion, located: ComposeFiles): ComposeCall {
  const args = [
    ...located.files.flatMap((file) => ["-f", file]),
    ...(flags.projectDirectory ? ["--project-directory", located.directory] : []),
    ...flags.profiles.flatMap((profile) => ["--profile", profile]),
    ...flags.envFiles.flatMap((file) => ["--env-file", file]),
    ...(flags.projectName ? ["-p", flags.projectName] : []),
  ];
  return { args, directory: located.directory, env };
}

async function readDockerfiles(project: Project, sources: readonly SourceFile[]): Promise<ReadonlyMap<string, SourceFile>> {
  const found = new Map<string, SourceFile>();
  for (const service of project.services) {
    const file = service.build && (await readDockerfile(service.build));
    if (!file) continue;
    if ("missing" in file) throw missingDockerfile(service, file, sources);
    found.set(service.name, file);
  }
  return found;
}

function buildArgsOf(project: Project, name: string): Readonly<Record<string, string | null>> {
  return project.services.find((service) => service.name === name)?.build?.args ?? {};
}

/** Compose takes any text for the name of an image; an unset variable leaves one that ends in nothing. */
function checkImages(project: Project, sources: readonly SourceFile[]): void {
  for (const { name, image } of project.services) {
    const problem = image === undefined ? undefined : imageNameProblem(image);
    if (problem === undefined) continue;
    const place = locate(sources, ["services", name, "image"]);
    const variable = /\$\{?(\w+)/.exec(place?.lineText ?? "")?.[1];
    throw new UserError(`the image of service ${name} is no valid name: "${image}"`, {
      why: problem,
      remedy: variable
        ? `set ${variable} in .env beside the compose file or in the environment, or give it a default: \${${variable}:-value}`
        : "write it as name:tag, such as postgres:17",
      ...(place ? { place } : {}),
    });
  }
}

function missingDockerfile(service: Service, problem: DockerfileProblem, sources: readonly SourceFile[]): UserError {
  const key = problem.missing === "context" ? "context" : "dockerfile";
  const place = locate(sources, ["services", service.name, "build", key]) ?? locate(sources, ["services", service.name, "build"]);
  const what = problem.missing === "context" ? "build context" : "Dockerfile";
  const others = problem.others.length > 0 ? `; that folder has ${problem.others.join(", ")}` : "";
  return new UserError(`the ${what} of service ${service.name} ${problem.why}: ${problem.path}`, {
    remedy: `create it, or correct build.${key} of ${service.name}${others}`,
    ...(place ? { place } : {}),
  });
}

function noServices({ files }: ComposeFiles, sources: readonly SourceFile[]): UserError {
  const profiles = profileNames(sources);
  if (profiles.length === 0)
    return new UserError("the project has no services", {
      why: `${files.join(", ")} define${files.length === 1 ? "s" : ""} none`,
      remedy: "write at least one: services: { app: { image: alpine } }",
    });
  return new UserError("no service is active in this project", {
    why: `all of its services belong to profiles: ${profiles.join(", ")}`,
    remedy: `activate one: gdev --profile ${profiles[0]} up; or name a service: gdev up <service>`,
  });
}
