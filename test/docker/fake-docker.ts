import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A `docker` that is a shell script: what buildImages and pullImages start when they get `env`. */
export interface FakeDocker {
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  /** The argument lines of all calls so far. */
  readonly calls: () => readonly string[];
  readonly remove: () => void;
}

/** `script` sees docker's arguments as `$*`, and `$fixtures` is the folder of recorded streams. */
export function fakeDocker(script: string): FakeDocker {
  const directory = mkdtempSync(join(tmpdir(), "gdev-fake-docker-"));
  const bin = join(directory, "bin");
  mkdirSync(bin);
  const log = join(directory, "calls");
  writeFileSync(log, "");
  const fixtures = new URL("../core/progress/streams", import.meta.url).pathname;
  writeFileSync(join(bin, "docker"), `#!/bin/sh\nfixtures='${fixtures}'\necho "$*" >>'${log}'\n${script}\n`);
  chmodSync(join(bin, "docker"), 0o755);
  return {
    env: { PATH: `${bin}:${process.env.PATH}` },
    directory,
    calls: () => readFileSync(log, "utf8").trim().split("\n"),
    remove: () => rmSync(directory, { recursive: true }),
  };
}
