import { Command, CommanderError } from "commander";
import type { Verb } from "../core/completion.ts";
import { UserError } from "../core/error.ts";
import { nearest } from "../core/nearest.ts";
import type { ComposeFlags, Context } from "./context.ts";

interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  readonly words: Verb["words"];
  readonly load: (context: Context) => Promise<Command>;
}

/** Every command, in the order of the help. Each is loaded only when it is used. */
const verbs: readonly VerbEntry[] = [
  {
    name: "up",
    summary: "build, start and wait until everything is ready",
    words: "services",
    load: async (context) => (await import("./up.ts")).upCommand(context),
  },
  {
    name: "switch",
    summary: "switch running services to dev, prod or a stage",
    words: "services-then-stage",
    load: async (context) => (await import("./switch.ts")).switchCommand(context),
  },
  {
    name: "ps",
    summary: "list services: mode, stage, readiness, ports, image size",
    words: "services",
    load: async (context) => (await import("./ps.ts")).psCommand(context),
  },
  {
    name: "logs",
    summary: "print or follow logs, merged by time",
    words: "services",
    load: async (context) => (await import("./logs.ts")).logsCommand(context),
  },
  {
    name: "wait",
    summary: "wait for services, Postgres, ports, URLs or files, then run a command",
    words: "services",
    load: async (context) => (await import("./wait.ts")).waitCommand(context),
  },
  {
    name: "build",
    summary: "build images and touch no container",
    words: "services",
    load: async (context) => (await import("./build.ts")).buildCommand(context),
  },
  {
    name: "size",
    summary: "what the images weigh: per stage, layer and file, with budgets",
    words: "services",
    load: async (context) => (await import("./size.ts")).sizeCommand(context),
  },
  {
    name: "exec",
    summary: "run a command or a shell in a service",
    words: "services",
    load: async (context) => (await import("./exec.ts")).execCommand(context),
  },
  {
    name: "restart",
    summary: "restart services and wait until they are ready",
    words: "services",
    load: async (context) => (await import("./restart.ts")).restartCommand(context),
  },
  {
    name: "down",
    summary: "stop and remove containers and networks; data stays",
    words: "none",
    load: async (context) => (await import("./down.ts")).downCommand(context),
  },
  {
    name: "config",
    summary: "print the effective compose file and the reasons",
    words: "services",
    load: async (context) => (await import("./config.ts")).configCommand(context),
  },
  {
    name: "doctor",
    summary: "find mistakes in compose files, Dockerfiles and .air.toml, and mend them",
    words: "none",
    load: async (context) => (await import("./doctor.ts")).doctorCommand(context),
  },
  {
    name: "init",
    summary: "start a project from a preset, or write the Docker files a Go project lacks",
    words: "none",
    load: async (context) => (await import("./init.ts")).initCommand(context),
  },
  {
    name: "schema",
    summary: "print the JSON Schema of x-gdev or of a preset",
    words: "schemas",
    load: async (context) => (await import("./schema.ts")).schemaCommand(context),
  },
  {
    name: "completion",
    summary: "print the completion script of a shell",
    words: "shells",
    load: async (context) => (await import("./completion.ts")).completionCommand(context),
  },
];

const examples = `
Examples:
  $ gdev                     look at this project: services, logs, builds; ? lists the keys
  $ gdev up                  start this project with hot reload
  $ gdev switch api prod     run one service as it will run in production
  $ gdev wait localhost:5432 -- go test ./...

gdev <command> --help tells more. It reads your compose file and Dockerfile as they are, and changes neither.
`;

/** Parses argv and runs its command. Throws whatever the command throws, and CommanderError for a usage error that is already printed. */
export async function runCli(words: readonly string[], world: Omit<Context, "compose">, version: string): Promise<void> {
  const program = newProgram(version);
  const context: Context = { ...world, compose: () => composeFlags(program.opts()) };
  program.action(() => withoutVerb(program, context));
  program.configureOutput({ writeOut: (text) => world.stdout.write(text), outputError: () => {} });
  const verb = verbOf(words);
  const topic = verb === "help" ? words[words.indexOf("help") + 1] : verb;
  if (verb === "__complete") program.addCommand(await completeCommand(context, program), { hidden: true });
  for (const entry of verbs) {
    program.addCommand(
      entry.name === topic ? quiet(await entry.load(context)).exitOverride() : new Command(entry.name).description(entry.summary),
    );
  }
  if (topic !== undefined && topic !== "__complete" && !verbs.some(({ name }) => name === topic)) throw unknownVerb(topic);
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    const usage = error instanceof CommanderError && error.exitCode !== 0 && !error.code.startsWith("commander.help");
    throw usage ? usageError(error, verb) : error;
  }
}

/** On a terminal the project is looked at; else the help is printed. */
async function withoutVerb(program: Command, context: Context): Promise<void> {
  const { hasTui, look } = await import("./tui.ts");
  if (hasTui(context, {})) await look(context, { services: [] });
  else program.outputHelp();
}

function newProgram(version: string): Command {
  return new Command("gdev")
    .description("Dev environments for Go services and Postgres with Docker Compose.")
    .version(version, "-V, --version")
    .option("-f, --file <path>", "compose file; may be repeated", collect, [])
    .option("-p, --project-name <name>", "project name")
    .option("--project-directory <path>", "where relative paths of the compose files start")
    .option("--profile <name>", "activate a profile; may be repeated", collect, [])
    .option("--env-file <path>", "file with variables for the compose files; may be repeated", collect, [])
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText("after", examples);
}

/** Its usage errors are thrown, and printed like all others. */
function quiet(command: Command): Command {
  return command.configureOutput({ outputError: () => {} });
}

/** `error: unknown option '--buidl'\n(Did you mean --build?)` → a UserError with exit code 2. */
function usageError({ message }: CommanderError, verb: string | undefined): UserError {
  const [what = "", ...hints] = message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  const guess = /^\(Did you mean (.*)\?\)$/.exec(hints.join(" "))?.[1];
  const help = verb === undefined ? "gdev --help" : `gdev ${verb} --help`;
  return new UserError(what, { exitCode: 2, remedy: guess ? `did you mean ${guess}? ${help} lists all` : `${help} tells how` });
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

const flagsWithValue = ["-f", "--file", "-p", "--project-name", "--project-directory", "--profile", "--env-file"];

/** The first word that is neither a global flag nor the value of one. */
function verbOf(words: readonly string[]): string | undefined {
  for (let position = 0; position < words.length; position++) {
    const word = words[position] ?? "";
    if (!word.startsWith("-")) return word;
    if (flagsWithValue.includes(word)) position++;
  }
  return undefined;
}

function composeFlags(options: Record<string, unknown>): ComposeFlags {
  return {
    files: options.file as readonly string[],
    profiles: options.profile as readonly string[],
    envFiles: options.envFile as readonly string[],
    ...(options.projectName ? { projectName: options.projectName as string } : {}),
    ...(options.projectDirectory ? { projectDirectory: options.projectDirectory as string } : {}),
  };
}

function unknownVerb(word: string): UserError {
  const guess = nearest(
    word,
    verbs.map(({ name }) => name),
  );
  return new UserError(`gdev has no command ${word}`, {
    exitCode: 2,
    remedy: guess ? `did you mean gdev ${guess}?` : "gdev --help lists the commands",
  });
}

async function completeCommand(context: Context, program: Command): Promise<Command> {
  const { completeCommand: make } = await import("./completion.ts");
  const known = await Promise.all(
    verbs.map(async ({ name, words, load }): Promise<Verb> => ({ name, words, flags: flagsOf(await load(context)) })),
  );
  return make(context, known, flagsOf(program));
}

function flagsOf(command: Command): readonly string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
}
