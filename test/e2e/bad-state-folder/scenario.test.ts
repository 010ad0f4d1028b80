import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const compose = "services:\n  api:\n    image: alpine:3.22\n    init: true\n    command: [sleep, '86400']\n";

/** gdev as somebody who has no right to write where the mode forbids it: root has, unless it gives that right away. */
function asAnybody(s: Scenario, words: readonly string[], stateHome: string) {
  const caps = "-dac_override,-dac_read_search";
  const plain = process.getuid?.() === 0 ? ["setpriv", `--bounding-set=${caps}`, `--inh-caps=${caps}`] : ["env"];
  const [first = "", ...rest] = [...plain, process.execPath, s.cli, ...words];
  return s.run(first, rest, { env: { XDG_STATE_HOME: stateHome } });
}

scenario("a state folder that cannot be written is told before anything is done", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  (await s.gdev("up -d")).exits(0);
  const before = await s.service("api", { running: true });
  const readOnly = join(dirname(s.folder), "read-only");
  await mkdir(readOnly, { mode: 0o555 });
  const file = join(dirname(s.folder), "file");
  await writeFile(file, "");
  for (const [home, why] of [
    [readOnly, "no permission to write there"],
    [file, "a part of that path is a file, not a folder"],
  ] as const) {
    for (const words of [["up", "-d"], ["build"], ["restart", "api"], ["down"]]) {
      const run = await asAnybody(s, words, home);
      run.exits(1);
      expect(errorOf(s, run), words.join(" ")).toBe(
        lines(
          `error: gdev cannot write its state folder ${home}/gdev/<project>`,
          `  ${why}`,
          "  → make it writable, or set XDG_STATE_HOME to a folder where gdev may keep what it has to remember",
        ),
      );
    }
    for (const words of [["ps"], ["up", "--dry-run"], ["config"], ["logs"]]) (await asAnybody(s, words, home)).exits(0);
  }
  expect(await s.service("api")).toEqual(before);
  await s.filesUntouched();
});

scenario("without HOME, and with a relative XDG_STATE_HOME, nothing is left in the project", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  const home = join(dirname(s.folder), "home");
  (await s.gdev("up -d", { env: { XDG_STATE_HOME: "relative", HOME: home } })).exits(0);
  await s.filesUntouched();
  (await s.run("test", ["-f", join(home, ".local/state/gdev", s.project, "records.json")])).exits(0);
  (await s.gdev("ps", { env: { HOME: undefined } })).exits(0).prints(/^api /m);
  (await s.gdev("up -d", { env: { HOME: undefined } })).exits(0);
  (await s.gdev("down", { env: { HOME: undefined } })).exits(0);
  await s.filesUntouched();
});

scenario("records that are damaged are forgotten, not fatal", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  (await s.gdev("up -d")).exits(0);
  const file = join(dirname(s.folder), "state/gdev", s.project, "records.json");
  for (const text of ["half a", '{"images":3,"containers":null,"ready":[]}']) {
    await writeFile(file, text);
    (await s.gdev("ps")).exits(0);
    (await s.gdev("up -d")).exits(0);
    await s.service("api", { running: true });
  }
});
