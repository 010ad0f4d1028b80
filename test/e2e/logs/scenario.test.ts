import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";

const silent = { fixture: "./fixture" } as const;

interface LogLine {
  readonly time: string;
  readonly service: string;
  readonly container: string;
  readonly stream: string;
  readonly line: string;
}

scenario("logs are merged by the engine's time, and narrowed by service, tail and since", silent, async (s) => {
  (await s.gdev("up -d")).exits(0);
  await says(s, "ping", "one");
  await says(s, "pong", "two");
  await says(s, "ping", "three", 2);
  await says(s, "pong", "four");
  const lines = await logLines(s);
  expect(lines.map(({ service, stream, line }) => [service, stream, line])).toEqual([
    ["ping", "stdout", "one"],
    ["pong", "stdout", "two"],
    ["ping", "stderr", "three"],
    ["pong", "stdout", "four"],
  ]);
  expect(lines.map(({ container }) => container)).toContain(`${s.project}-ping-1`);

  expect((await s.gdev("logs --no-prefix")).exits(0).stdout).toBe("one\ntwo\nthree\nfour\n");
  expect((await s.gdev("logs")).exits(0).stdout).toMatch(/^ping +\S* *one\npong +\S* *two\nping +\S* *three\npong +\S* *four\n$/);
  expect((await s.gdev("logs --no-prefix ping")).exits(0).stdout).toBe("one\nthree\n");
  expect((await s.gdev("logs --no-prefix --tail 1")).exits(0).stdout).toBe("three\nfour\n");
  expect((await s.gdev(["logs", "--no-prefix", "--since", lines[2]?.time ?? ""])).exits(0).stdout).toBe("three\nfour\n");
  expect((await s.gdev("logs --no-prefix --timestamps --tail 1 ping")).exits(0).stdout).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z? +three\n$/,
  );
  (await s.gdev("logs pin")).exits(2).tells("did you mean ping?");
});

scenario("logs let no escape sequence of a container through but colours", silent, async (s) => {
  (await s.gdev("up -d")).exits(0);
  await says(s, "ping", "\\033]0;owned\\007\\033[2J\\033[31mred\\033[0m");
  const plain = (await s.gdev("logs ping")).exits(0).stdout;
  expect(plain).not.toContain("\x1b");
  expect(plain).toContain("red");
  const coloured = (await s.gdev("logs --no-prefix ping", { env: { FORCE_COLOR: "1" } })).exits(0).stdout;
  expect(coloured).not.toMatch(/\x1b\]|\x1b\[2J|\x07/);
});

scenario("logs -f goes on over a restart, with every line once, until Ctrl-C", { ...silent, smoke: true }, async (s) => {
  (await s.gdev("up -d")).exits(0);
  await says(s, "ping", "before");
  const follow = s.start("logs -f --json");
  await follow.prints('"before"');
  (await s.docker("compose restart -t 0 ping")).exits(0);
  await says(s, "ping", "after");
  await follow.prints('"after"');
  (await s.docker("compose restart -t 0 ping")).exits(0);
  await says(s, "ping", "again");
  await says(s, "pong", "beside");
  await follow.prints('"again"');
  await follow.prints('"beside"');
  follow.interrupt();
  const ended = (await follow.ended(5000)).exits(130);
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  expect(lines.map((line) => (JSON.parse(line) as LogLine).line)).toEqual(["before", "after", "again", "beside"]);
});

/** Writes a line to what process 1 of the service writes to, and waits until the engine has it. */
async function says(s: Scenario, service: string, line: string, descriptor = 1): Promise<void> {
  (await s.docker(["compose", "exec", "-T", service, "sh", "-c", `printf '${line}\\n' >/proc/1/fd/${descriptor}`])).exits(0);
  const last = line.replaceAll(/\\033\S*/g, "");
  await eventually(async () => (await s.docker(["compose", "logs", "--no-log-prefix", service])).prints(last));
}

async function logLines(s: Scenario): Promise<readonly LogLine[]> {
  const { stdout } = (await s.gdev("logs --json")).exits(0);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as LogLine]));
}
