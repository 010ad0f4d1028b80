import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";

const proxy = { fixture: "compose-shapes/proxy", env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" } } as const;

scenario("bash completes commands, services, stages and flags", proxy, async (s) => {
  const found = async (...words: readonly string[]): Promise<readonly string[]> => {
    const script = [
      'gdev() { node "$GDEV_CLI" "$@"; }',
      "source <(gdev completion bash) || exit 1",
      "complete -p gdev >&2 || exit 1",
      'COMP_WORDS=(gdev "$@"); COMP_CWORD=$#; _gdev',
      "printf '%s\\n' \"${COMPREPLY[@]}\"",
    ].join("\n");
    const run = (await s.run("bash", ["-c", script, "bash", ...words], { env: { GDEV_CLI: s.cli } }))
      .exits(0)
      .tells("complete -o default -F _gdev gdev");
    return run.stdout.split("\n").filter((line) => line !== "");
  };
  expect(await found("sw")).toEqual(["switch"]);
  expect(await found("")).toEqual(
    expect.arrayContaining(["up", "switch", "ps", "logs", "wait", "build", "exec", "restart", "down", "config", "completion"]),
  );
  expect(await found("logs", "")).toEqual(["proxy", "api"]);
  expect(await found("logs", "-f", "api", "")).toEqual(["proxy"]);
  expect(await found("switch", "api", "")).toEqual(expect.arrayContaining(["dev", "prod", "builder", "runner"]));
  expect(await found("up", "--target", "api=r")).toEqual(["api=runner"]);
  expect(await found("up", "--dr")).toEqual(["--dry-run"]);
  expect(await found("completion", "")).toEqual(["bash", "zsh", "fish"]);
});

scenario("outside of a project bash completes commands, and says nothing else", { env: proxy.env }, async (s) => {
  const logs = await s.gdev(["__complete", "--", "logs", ""]);
  logs.exits(0);
  expect(logs.stdout + logs.stderr).toBe("");
});

scenario(
  "zsh and fish take their scripts, and ask gdev with the words before the cursor",
  { images: ["gdev-e2e-shells"] },
  async (s) => {
    await s.write("zsh", (await s.gdev("completion zsh")).exits(0).stdout);
    await s.write("fish", (await s.gdev("completion fish")).exits(0).stdout);
    await s.write(
      "Dockerfile",
      "FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y --no-install-recommends zsh fish\n",
    );
    const image = await s.docker("build -q -t gdev-e2e-shells .");
    if (image.exitCode !== 0) s.skip(`no image with zsh and fish: ${image.stderr.trim().split("\n").at(-1)}`);
    await s.write("gdev", '#!/bin/sh\nprintf "%s|" "$@" >>/project/asked\nprintf "api\\nworker\\n"\n');
    await s.run("chmod", ["+x", "gdev"]);

    const fish = await shell(s, ["fish", "-c", "source /project/fish; complete -C 'gdev logs -f '"]);
    expect(fish.split("\n").filter((line) => line !== "")).toEqual(["api", "worker"]);
    expect(await s.read("asked")).toBe("__complete|--|logs|-f||");

    await s.write("asked", "");
    const zsh = await shell(s, ["zsh", "-c", zshScript]);
    expect(zsh).toBe("api worker\n");
    expect(await s.read("asked")).toBe("__complete|--|logs|-f||");
  },
);

/** Calls the completion function as the shell's own line editor would: with `words`, `CURRENT` and `compadd`. */
const zshScript = `
autoload -U compinit && compinit -u -D
source /project/zsh || exit 1
[[ $_comps[gdev] = _gdev ]] || exit 1
compadd() { shift; print -r -- "$@" }
words=(gdev logs -f "") CURRENT=4
_gdev
`;

async function shell(s: Scenario, command: readonly string[]): Promise<string> {
  const run = await s.docker([
    "run",
    "--rm",
    "-v",
    `${s.folder}:/project`,
    "-e",
    "PATH=/project:/usr/bin:/bin",
    "gdev-e2e-shells",
    ...command,
  ]);
  return run.exits(0).stdout;
}
