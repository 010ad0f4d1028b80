/** Programs that watch the source and restart what they run. */
const reloaders = new Set(["air", "wgo", "reflex", "compiledaemon", "gow", "realize", "fresh", "nodemon", "watchexec", "watchmedo", "entr", "modd"]);

/** True where a start command runs a live reloader: `["air","-c",".air.toml"]`, `go tool air`, `sh -c "exec air"`, `node --watch`. */
export function runsReloader(words: readonly string[]): boolean {
  const names = commandWords(words);
  return names.some((name, position) => {
    if (reloaders.has(name.toLowerCase())) return startsCommand(names, position);
    return name === "node" && names.slice(position).some((word) => word.startsWith("--watch"));
  });
}

/** True where a start command needs the source and the toolchain: a live reloader, `go run`, a debugger, a file watcher. */
export function belongsToDev(words: readonly string[]): boolean {
  const names = commandWords(words);
  if (runsReloader(words)) return true;
  return names.some((name, position) => {
    if (name === "go") return ["run", "build", "test", "install"].includes(names[position + 1] ?? "") && startsCommand(names, position);
    return name === "dlv" && startsCommand(names, position);
  });
}

/** Words with their folders cut off, the string after `sh -c` split as well. */
function commandWords(words: readonly string[]): readonly string[] {
  return words
    .flatMap((word) => word.split(/[\s;&|()]+/))
    .filter((word) => word !== "")
    .map((word) => (word.startsWith("-") ? word : (word.split("/").at(-1) ?? word)));
}

/** A name counts where a command can stand: first, after a shell and its flags, after `exec`, `go tool` or another command of a shell line. */
function startsCommand(names: readonly string[], position: number): boolean {
  const before = names[position - 1];
  if (before === undefined || before === "exec" || before === "tool" || before === "--") return true;
  if (/^-[a-z]*c$/.test(before)) return true;
  const shellLine = /^(sh|bash|ash|dash)$/.test(names[0] ?? "");
  return shellLine && !before.startsWith("-") && position > 1;
}
