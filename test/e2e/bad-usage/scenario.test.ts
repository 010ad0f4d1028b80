import { rmdir } from "node:fs/promises";
import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";
import { errorOf } from "../message.ts";

scenario("words that gdev does not know are told in one line, with what to type, and exit code 2", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n");
  for (const [words, ...expected] of mistakes) {
    const run = await s.gdev(words);
    run.exits(2);
    expect(run.stdout).toBe("");
    const error = errorOf(s, run);
    for (const text of expected) expect(error, words).toContain(text);
  }
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
});

const mistakes: readonly (readonly [string, ...string[]])[] = [
  ["upp", "error: gdev has no command upp\n", "did you mean gdev up?"],
  ["frobnicate", "error: gdev has no command frobnicate\n", "gdev --help lists the commands"],
  ["help upp", "error: gdev has no command upp\n"],
  ["--frob up", "error: unknown option '--frob'\n", "gdev up --help"],
  ["up --buidl", "error: unknown option '--buidl'\n", "did you mean --build?"],
  ["ps --frob", "error: unknown option '--frob'\n", "gdev ps --help"],
  ["up --prod --dev", "cannot be used with", "gdev up --help"],
  ["up --timeout soon", "'soon' is invalid", "write a duration such as 90s"],
  ["up --target api", "write it as service=stage"],
  ["up --target nope=dev", "error: no such service: nope\n"],
  ["up --target api=dev", "error: service api has no build: there is no stage to choose"],
  ["down api", "too many arguments"],
  ["switch", "missing required argument", "gdev switch --help"],
  ["switch prod", "names no service or no target", "gdev switch <service>… dev|prod|<stage>"],
  ["switch aip prod", "error: no such service: aip\n"],
  ["switch api prod", "error: service api has no build"],
  ["completion ksh", "bash, zsh, fish"],
  ["wait", "nothing to wait for"],
  ...["up -d", "build", "config", "logs", "ps", "exec", "restart"].map(
    (verb) => [`${verb} aip`, "error: no such service: aip\n  the project has api\n", "did you mean api?"] as const,
  ),
];

scenario("a service that is there but does not run", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n");
  for (const words of ["exec api ls", "exec api", "restart api"]) {
    const run = await s.gdev(words);
    run.exits(1);
    expect(errorOf(s, run)).toMatch(
      /^error: api (is not running|has no container to restart)\n {2}→ start it first: gdev up -d api$/,
    );
  }
});

scenario("a folder that was removed under the shell", {}, async (s) => {
  const run = await s.run("sh", ["-c", `mkdir gone && cd gone && rmdir ../gone && exec node '${s.cli}' up`]);
  run.exits(1);
  expect(errorOf(s, run)).toMatch(/^error: the current folder does not exist any more\n/);
  await expect(rmdir(`${s.folder}/gone`)).rejects.toThrow(/ENOENT/);
});
