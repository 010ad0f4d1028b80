import { DockerfileParser, Env, From, type Instruction, JSONInstruction, ModifiableInstruction } from "dockerfile-ast";

/** One `FROM … AS name` of a Dockerfile, with what it inherits from the stages of the same file that it is built on. */
export interface Stage {
  /** Position in the file, from 0. */
  readonly index: number;
  /** In lower case, as BuildKit compares stage names; absent for an unnamed stage. */
  readonly name?: string;
  /** The line of its FROM, from 1. */
  readonly line: number;
  /** The image or stage after FROM, with ARG defaults and the given build arguments filled in. */
  readonly base: string;
  /** The image at the bottom: `base` of the first stage of the chain that is not built on another stage. */
  readonly baseImage: string;
  /** Absolute; `/` where nothing in the file sets it. */
  readonly workdir: string;
  readonly user?: string;
  readonly entrypoint?: StartCommand;
  readonly command?: StartCommand;
  /** It has a HEALTHCHECK other than NONE. */
  readonly healthcheck: boolean;
  /** What COPY and ADD put into the image, inherited ones first. */
  readonly copies: readonly CopyInstruction[];
  /** Text of each RUN, inherited ones first. */
  readonly runs: readonly string[];
  /** Indexes of the stages that must be built for this one, itself included. */
  readonly needs: readonly number[];
  /** Paths of the build context that this stage alone reads; `.` is all of it. */
  readonly contextPaths: readonly string[];
  /** What ENV and ARG give its RUNs, as far as the file and the build arguments say. */
  readonly variables: Readonly<Record<string, string>>;
}

/** CMD or ENTRYPOINT. Shell form is one string that `/bin/sh -c` gets. */
export interface StartCommand {
  readonly argv: readonly string[];
  readonly shell: boolean;
  readonly line: number;
}

export interface CopyInstruction {
  /** A stage, an image or a named context; absent: the build context. */
  readonly from?: string;
  readonly sources: readonly string[];
  /** Absolute path in the image. */
  readonly destination: string;
}

/**
 * The stages of a Dockerfile in file order. Instructions before the first FROM are only read for their ARG defaults.
 * `buildArgs` are compose's `build.args`. A text without FROM gives no stages.
 * Source of the grammar: the Dockerfile reference; heredocs, escapes and flags are dockerfile-ast's.
 */
export function parseDockerfile(text: string, buildArgs: BuildArgs = {}): readonly Stage[] {
  return stagesOf(DockerfileParser.parse(text).getInstructions(), buildArgs);
}

/** The same from the instructions of a Dockerfile that is parsed already. */
export function stagesOf(instructions: readonly Instruction[], buildArgs: BuildArgs): readonly Stage[] {
  const done: { stage: Stage; env: Variables }[] = [];
  const globals: Record<string, string> = {};
  let draft: Draft | undefined;
  for (const instruction of instructions) {
    if (instruction instanceof From) {
      if (draft) done.push(finish(draft));
      draft = startStage(instruction, done, globals);
    } else if (draft) {
      applyInstruction(draft, instruction, buildArgs, globals);
    } else if (instruction.getKeyword() === "ARG") {
      declareArgs(instruction, globals, buildArgs, {});
    }
  }
  if (draft) done.push(finish(draft));
  return done.map(({ stage }) => stage);
}

/** A stage and those of its Dockerfile that it is built on, the lowest first. */
export function stageChain(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const parent = stages.slice(0, stage.index).findLast(({ name }) => name === stage.base.toLowerCase());
  return parent ? [...stageChain(stages, parent), stage] : [stage];
}

/** The stage that Docker builds for a target name, or for none: the last. Undefined where no stage has that name or number. */
export function findStage(stages: readonly Stage[], target: string | undefined): Stage | undefined {
  if (target === undefined || target === "") return stages.at(-1);
  return stages.find((stage) => stage.name === target.toLowerCase()) ?? stages.find((stage) => String(stage.index) === target);
}

/** How a stage is called in output. Only the last stage can be built without a name. */
export function stageTitle(stage: Stage): string {
  return stage.name ?? "its last stage";
}

/** The words of a CMD or ENTRYPOINT; in shell form those of the command line, split at white space. */
export function startWords(start: StartCommand): readonly string[] {
  return start.shell ? (start.argv[0] ?? "").split(/\s+/) : start.argv;
}

type Variables = Readonly<Record<string, string>>;

/** A stage while its instructions are read. */
interface Draft {
  readonly stage: { -readonly [Key in keyof Stage]: Stage[Key] extends readonly (infer Item)[] ? Item[] : Stage[Key] };
  readonly earlier: readonly Stage[];
  /** ENV of the stage, inherited by the stages built on it. */
  readonly env: Record<string, string>;
  /** ARG of the stage; ENV wins over it. */
  readonly args: Record<string, string>;
}

function startStage(from: From, done: readonly { stage: Stage; env: Variables }[], globals: Variables): Draft {
  const base = substitute(from.getImage() ?? "", globals);
  const parent = done.findLast(({ stage }) => stage.name === base.toLowerCase());
  const name = from.getBuildStage()?.toLowerCase();
  const inherited = parent?.stage;
  return {
    stage: {
      index: done.length,
      ...(name ? { name } : {}),
      line: from.getRange().start.line + 1,
      base,
      baseImage: inherited?.baseImage ?? base,
      workdir: inherited?.workdir ?? "/",
      ...(inherited?.user === undefined ? {} : { user: inherited.user }),
      ...(inherited?.entrypoint ? { entrypoint: inherited.entrypoint } : {}),
      ...(inherited?.command ? { command: inherited.command } : {}),
      healthcheck: inherited?.healthcheck ?? false,
      copies: [...(inherited?.copies ?? [])],
      runs: [...(inherited?.runs ?? [])],
      needs: [...(inherited?.needs ?? []), done.length],
      contextPaths: [],
      variables: {},
    },
    earlier: done.map(({ stage }) => stage),
    env: { ...parent?.env },
    args: { ...inherited?.variables },
  };
}

function finish({ stage, env, args }: Draft): { stage: Stage; env: Variables } {
  const needs = [...new Set(stage.needs)].sort((a, b) => a - b);
  return { stage: { ...stage, needs, variables: { ...args, ...env } }, env };
}

function applyInstruction(draft: Draft, instruction: Instruction, buildArgs: BuildArgs, globals: Variables): void {
  const { stage } = draft;
  const content = instruction.getArgumentsContent() ?? "";
  const expand = (text: string) => substitute(text, { ...draft.args, ...draft.env });
  switch (instruction.getKeyword()) {
    case "ARG":
      declareArgs(instruction, draft.args, buildArgs, globals);
      return;
    case "ENV":
      for (const property of instruction instanceof Env ? instruction.getProperties() : []) {
        draft.env[property.getName()] = expand(property.getValue() ?? "");
      }
      return;
    case "WORKDIR":
      stage.workdir = resolvePath(stage.workdir, expand(unquote(content))).replace(/(.)\/$/, "$1");
      return;
    case "USER":
      stage.user = expand(content);
      return;
    case "ENTRYPOINT":
      stage.entrypoint = startCommand(instruction);
      delete stage.command;
      return;
    case "CMD":
      stage.command = startCommand(instruction);
      return;
    case "HEALTHCHECK":
      stage.healthcheck = !/^NONE\b/i.test(content);
      return;
    case "RUN":
      stage.runs.push(content);
      for (const mount of flagsOf(instruction, "mount")) applyMount(draft, mount);
      return;
    case "COPY":
    case "ADD":
      applyCopy(draft, instruction, expand);
  }
}

function applyCopy({ stage, earlier }: Draft, instruction: Instruction, expand: (text: string) => string): void {
  const words = copyWords(instruction).map(expand);
  const destination = words.at(-1);
  if (destination === undefined) return;
  const sources = words.slice(0, -1).filter((word) => !word.startsWith("<<"));
  const from = flagsOf(instruction, "from")[0];
  stage.copies.push({ ...(from ? { from } : {}), sources, destination: resolvePath(stage.workdir, destination) });
  if (from) stage.needs.push(...(findStage(earlier, from)?.needs ?? []));
  else stage.contextPaths.push(...sources.filter((source) => !/^(https?|git):|^git@/.test(source)).map(contextPath));
}

/** The sources and the destination of COPY or ADD, in either form, without flags and without the text of heredocs. */
function copyWords(instruction: Instruction): readonly string[] {
  const json = instruction instanceof JSONInstruction ? jsonWords(instruction) : undefined;
  if (json) return json;
  const words = instruction.getArguments();
  const firstLine = instruction.getRange().start.line;
  const heredoc = words.some((word) => word.getValue().startsWith("<<"));
  return words.filter((word) => !heredoc || word.getRange().start.line === firstLine).map((word) => word.getValue());
}

function applyMount({ stage, earlier }: Draft, mount: string): void {
  const fields = new Map(mount.split(",").map((field) => [field.split("=")[0] ?? "", field.split("=").slice(1).join("=")]));
  const from = fields.get("from");
  if (from) stage.needs.push(...(findStage(earlier, from)?.needs ?? []));
  else if ((fields.get("type") ?? "bind") === "bind")
    stage.contextPaths.push(contextPath(fields.get("source") ?? fields.get("src") ?? "."));
}

function startCommand(instruction: Instruction): StartCommand {
  const line = instruction.getRange().start.line + 1;
  const argv = jsonWords(instruction);
  if (argv) return { argv, shell: false, line };
  return { argv: [instruction.getArgumentsContent() ?? ""], shell: true, line };
}

/** The strings of a JSON array; undefined for anything else: Docker takes that for shell form. dockerfile-ast loses the blanks in them. */
export function jsonWords(instruction: Instruction): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(instruction.getArgumentsContent() ?? "");
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
  } catch {
    return undefined;
  }
}

function flagsOf(instruction: Instruction, name: string): readonly string[] {
  if (!(instruction instanceof ModifiableInstruction)) return [];
  return instruction
    .getFlags()
    .filter((flag) => flag.getName() === name)
    .map((flag) => flag.getValue() ?? "");
}

type BuildArgs = Readonly<Record<string, string | null>>;

function declareArgs(instruction: Instruction, scope: Record<string, string>, buildArgs: BuildArgs, globals: Variables): void {
  for (const argument of instruction.getArguments()) {
    const [name = "", ...rest] = argument.getValue().split("=");
    const fallback = rest.length > 0 ? substitute(unquote(rest.join("=")), { ...globals, ...scope }) : globals[name];
    const value = buildArgs[name] ?? fallback;
    if (value !== undefined) scope[name] = value;
  }
}

/** Fills `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`; an unknown name without default becomes empty, as in BuildKit. */
function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g, (_, plain, braced, operator, word) => {
    const value = variables[plain ?? braced] ?? "";
    if (operator === "-") return value === "" ? substitute(word, variables) : value;
    if (operator === "+") return value === "" ? "" : substitute(word, variables);
    return value;
  });
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}

/** `./cmd/`, `/cmd` and `cmd` are one path of the context; a pattern is cut to the folder in front of it. */
function contextPath(source: string): string {
  const parts = source.split("/").filter((part) => part !== "" && part !== ".");
  const pattern = parts.findIndex((part) => /[*?[\\$]/.test(part));
  return (pattern < 0 ? parts : parts.slice(0, pattern)).join("/") || ".";
}

/** An absolute path in the image; a trailing slash is kept, because it says "folder" in COPY. */
export function resolvePath(workdir: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith("/") ? "" : workdir}/${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const folder = /(^|\/)\.?$/.test(path) && parts.length > 0 ? "/" : "";
  return `/${parts.join("/")}${folder}`;
}
