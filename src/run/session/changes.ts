import { relative, resolve } from "node:path";
import { UserError, wordsOf } from "../../core/error.ts";
import { isEmpty, type Plan } from "../../core/plan/plan.ts";
import { watchFiles } from "../../host/watch-files.ts";
import { type LoadedProject, loadProject } from "../project.ts";
import type { SessionQuestion } from "./question.ts";
import type { StateBox } from "./state-box.ts";

export interface ChangesQuestion {
  readonly question: SessionQuestion;
  readonly box: StateBox;
  readonly signal: AbortSignal;
  /** What applying the files as they are now would do. */
  readonly planNow: (loaded: LoadedProject) => Promise<Plan>;
  /** The files could be read: the project is this from now on. */
  readonly onLoaded: (loaded: LoadedProject) => void;
  readonly apply: () => void;
}

export interface ChangesWatch {
  /** Watches the files of this project, instead of those of the one before. */
  readonly watch: (loaded: LoadedProject) => void;
  /** The compose files cannot be read, and so nothing else: says so, and watches them. */
  readonly broken: (files: readonly string[], error: unknown) => void;
  /** Work has ended: what there is to apply may be less now. */
  readonly again: () => void;
}

/**
 * Watches the project's own files and keeps `changes` true: after each save the files are read anew and a Plan is made. Files that cannot be
 * read leave the project as it was. Until the signal is aborted.
 */
export function watchChanges({ question, box, signal, planNow, onLoaded, apply }: ChangesQuestion): ChangesWatch {
  let watched = "";
  let watching = new AbortController();
  const changed = new Set<string>();
  let reading = false;

  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    for (let seen = 0; seen < changed.size && !signal.aborted; ) {
      seen = changed.size;
      box.set({ changes: await look([...changed]) });
    }
    reading = false;
    if (question.applyChanges && box.get().changes?.plan) apply();
    if (box.get().changes === undefined) changed.clear();
  };
  const look = async (files: readonly string[]) => {
    try {
      const loaded = await loadProject(question, signal);
      onLoaded(loaded);
      watch(loaded);
      const plan = await planNow(loaded);
      return isEmpty(plan) ? undefined : { files, plan };
    } catch (error) {
      return { files, error: asUserError(error) };
    }
  };
  const watch = (loaded: LoadedProject): void => watchPaths(projectFiles(loaded, question), loaded.project.directory);
  const watchPaths = (paths: readonly string[], folder: string): void => {
    if (signal.aborted || paths.join("\n") === watched) return;
    watched = paths.join("\n");
    watching.abort();
    watching = new AbortController();
    void watchFiles({
      paths,
      onChange(changes) {
        for (const { path } of changes) changed.add(relative(folder, path));
        void read();
      },
      onTrouble: ({ text, remedy }) => box.say(remedy ? `${text}: ${remedy}` : text, "bad"),
      signal: AbortSignal.any([signal, watching.signal]),
    });
  };
  return {
    watch,
    broken(files, error) {
      box.set({ changes: { files: files.map((file) => relative(question.cwd, file)), error: asUserError(error) } });
      watchPaths(files, question.cwd);
    },
    again() {
      if (box.get().changes && changed.size > 0) void read();
    },
  };
}

function asUserError(error: unknown): UserError {
  return error instanceof UserError ? error : new UserError(wordsOf(error));
}

/** What a project is read from, and beside it what is likely to be written next: `.env`, `.air.toml`, the override file. */
function projectFiles({ project, dockerfiles, sources }: LoadedProject, { flags, cwd }: SessionQuestion): readonly string[] {
  const folder = project.directory;
  const beside = [".env", "docker-compose.override.yml", "compose.override.yaml"].map((name) => `${folder}/${name}`);
  const contexts = new Set(project.services.flatMap(({ build }) => (build?.context.startsWith("/") ? [build.context] : [])));
  const ofBuilds = [...contexts].flatMap((context) =>
    [".air.toml", "go.mod", ".dockerignore"].map((name) => `${context}/${name}`),
  );
  const read = [...sources.map(({ file }) => file), ...[...dockerfiles.values()].map(({ file }) => file)];
  const given = flags.envFiles.map((file) => resolve(cwd, file));
  return [...new Set([...read, ...beside, ...ofBuilds, ...given])].sort();
}
