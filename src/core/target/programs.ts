/**
 * The programs that a start command runs, each as argv with its path as written. Shells, init processes and scripts that start what
 * follows them are opened: `["tini","--","air"]` → air; `["/entrypoint.sh","air"]` → the script and air;
 * `["sh","-c","go mod download && exec air"]` → go mod download and air.
 */
export function programsOf(argv: readonly string[]): readonly (readonly string[])[] {
  const words = withoutAssignments(argv);
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const name = baseName(first);
  if (isShell(first)) {
    const [flag = "", line] = rest;
    return /^-[a-z]*c$/.test(flag) && line !== undefined ? shellPrograms(line) : programsOf(withoutFlags(rest));
  }
  if (launchers.has(name)) return programsOf(withoutFlags(rest));
  if (userSwitchers.has(name)) return programsOf(rest.slice(1));
  if (isScript(name)) return [words, ...programsOf(afterDashes(rest))];
  return [words];
}

/** `/usr/bin/air` → `air`. */
export function baseName(path: string): string {
  return path.split("/").at(-1) ?? "";
}

/** True for sh, bash, ash and dash, wherever they are. */
export function isShell(program: string): boolean {
  return /^(sh|bash|ash|dash)$/.test(baseName(program));
}

/** Programs that become or start the command behind their own flags. */
const launchers = new Set(["tini", "docker-init", "dumb-init", "exec", "env", "nice", "time", "nohup"]);

/** Programs that start a command as another user, whom they are told first. */
const userSwitchers = new Set(["gosu", "su-exec"]);

/** True for what is named like a shell script, and so may start anything. */
export function isScript(program: string): boolean {
  return /\.(sh|bash)$|entrypoint/.test(baseName(program));
}

/** Words of the shell's grammar that stand in front of a command. */
const keywords = new Set(["do", "then", "else", "while", "until", "if", "!", "{"]);

function shellPrograms(line: string): readonly (readonly string[])[] {
  return line.split(/&&|\|\||[;|&\n()]/).flatMap((command) => {
    const words = command
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^["']|["']$/g, ""));
    const start = words.findIndex((word) => !keywords.has(word));
    return programsOf(start < 0 || words[start] === "" ? [] : words.slice(start));
  });
}

function withoutAssignments(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  return start < 0 ? [] : words.slice(start);
}

function withoutFlags(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !word.startsWith("-"));
  return start < 0 ? [] : words.slice(start);
}

/** What a script starts: all behind `--` where it has one, else its first argument that is no flag. */
function afterDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf("--");
  return dashes < 0 ? withoutFlags(words) : words.slice(dashes + 1);
}
