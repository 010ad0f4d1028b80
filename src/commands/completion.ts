import { Argument, Command } from "commander";
import { completionScript, completions, type Shell, shells, type Verb } from "../core/completion.ts";
import { parseDockerfile } from "../core/project/dockerfile.ts";
import { type BuildFiles, buildFiles, serviceNames } from "../core/project/positions.ts";
import { locateComposeFiles } from "../host/compose-files.ts";
import { readSources, readText } from "../host/files.ts";
import type { Context } from "./context.ts";

const examples = `
Examples:
  $ gdev completion bash > ~/.local/share/bash-completion/completions/gdev
  $ gdev completion zsh > "\${fpath[1]}/_gdev"
  $ gdev completion fish > ~/.config/fish/completions/gdev.fish
`;

/** `gdev completion bash|zsh|fish`: prints a script that completes commands, flags, services and stages. */
export function completionCommand(context: Context): Command {
  return new Command("completion")
    .description("print the completion script of a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText("after", examples)
    .action((shell: Shell) => {
      context.stdout.write(completionScript(shell));
    });
}

/** `gdev __complete -- words…`: one candidate a line, from the files alone; silent where they cannot be read. */
export function completeCommand(context: Context, verbs: readonly Verb[], globalFlags: readonly string[]): Command {
  return new Command("__complete").argument("[words...]").action(async (words: readonly string[]) => {
    const names = await projectNames(context).catch(() => ({ services: [], stages: ["dev", "prod"] }));
    const found = completions(words, { verbs, globalFlags, ...names });
    context.stdout.write(found.map((word) => `${word}\n`).join(""));
  });
}

async function projectNames(context: Context): Promise<{ services: readonly string[]; stages: readonly string[] }> {
  const { files, directory } = await locateComposeFiles({ cwd: context.cwd, env: context.env, ...context.compose() });
  const sources = await readSources(files);
  const dockerfiles = await Promise.all(buildFiles(sources).map((build) => readText(pathOf(directory, build))));
  const stages = dockerfiles.flatMap((text) => parseDockerfile(text ?? "").flatMap(({ name }) => name ?? []));
  return { services: serviceNames(sources), stages: [...new Set(["dev", "prod", ...stages])] };
}

function pathOf(directory: string, { context, dockerfile }: BuildFiles): string {
  return `${context.startsWith("/") ? context : `${directory}/${context}`}/${dockerfile}`;
}
