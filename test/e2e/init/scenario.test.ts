import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

const serves = `package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "first answer") })
	http.ListenAndServe(":8080", nil)
}
`;

scenario("without a terminal init asks nothing: it lists the presets, and writes only with --yes", { smoke: true }, async (s) => {
  (await s.gdev("init"))
    .exits(2)
    .tells("which preset?")
    .tells(/^ {2}go-api +HTTP API: /m)
    .tells(/^ {2}go-sqlite /m);
  (await s.gdev("init go-apo")).exits(2).tells("did you mean gdev init go-api?");
  (await s.gdev("init go-api")).exits(2).prints("+++ Dockerfile").tells("there is no terminal to ask on");
  (await s.gdev("init go-api --set modul=x --yes")).exits(2).tells("it asks for module");
  (await s.gdev("init go-api --dry-run")).exits(0).prints("+// Command shelf serves a small JSON API.");
  await s.filesUntouched();
  (await s.gdev("init go-postgres --yes --set module=example.com/mine")).exits(0).prints("wrote .gitignore");
  expect(await s.read("internal/store/store.go")).toContain('"example.com/mine/internal/note"');
  (await s.run("ls", ["-A"]))
    .hides("preset.yml")
    .prints(/^\.air\.toml$/m)
    .prints(/^\.env\.example$/m);
  (await s.gdev("init go-api --yes")).exits(2).tells("this folder holds a project already");
});

scenario("on a terminal init asks which preset and its questions, shows the files, and asks once", { smoke: true }, async (s) => {
  const terminal = s.terminal("init", { rows: 300 });
  await terminal.until("which preset [go-postgres]:");
  terminal.keys("go-cli\r");
  await terminal.until(`Go module path [example.com/${s.project}]:`);
  terminal.keys("example.com/counted\r");
  await terminal.until(/write these \d+ files\? \[y\/N\]/);
  expect(await terminal.screen()).toContain("+++ Dockerfile");
  await s.filesUntouched();
  terminal.keys("y\r");
  expect(await terminal.exit()).toBe(0);
  expect(await s.read("go.mod")).toContain("module example.com/counted\n");
});

scenario(
  "a team's own preset is a folder with a manifest, whose mistakes have a place; what exists stays",
  { smoke: true },
  async (s) => {
    const team = join(s.folder, "..", "team", "svc");
    await mkdir(join(team, "docs"), { recursive: true });
    await writeFile(join(team, "preset.yml"), "title: ours\nvariables:\n  who: { default: '{{folder}}' }\nfil: [README.md]\n");
    await writeFile(join(team, "README.md"), "of {{who}}\n");
    await writeFile(join(team, "docs", "a.txt"), "a\n");
    (await s.gdev("init --from ../team svc --yes"))
      .exits(1)
      .tells(/preset\.yml:4:1/)
      .tells("did you mean fill?");
    await writeFile(join(team, "preset.yml"), "title: ours\nvariables:\n  who: { default: '{{folder}}' }\nfill: [README.md]\n");
    await s.write("LICENSE", "mine\n");
    await s.write("README.md", "mine\n");
    (await s.gdev("init --from ../team/svc --yes"))
      .exits(0)
      .prints("README.md is there already and stays as it is")
      .prints("wrote docs/a.txt");
    expect(await s.read("README.md")).toBe("mine\n");
    await s.remove("README.md");
    (await s.gdev("init --from ../team svc --yes --set who=us")).exits(0).prints("docs/a.txt is there already");
    expect(await s.read("README.md")).toBe("of us\n");
    (await s.gdev("init")).exits(2).tells("neither empty nor a Go project");
  },
);

scenario(
  "a Go program gets its Docker files: each program a service, Postgres, hot reload, production",
  { fixture: "./shop", ports: ["API_PORT"], limitMs: 500_000 },
  async (s) => {
    (await s.gdev("init --yes")).exits(0).prints("wrote Dockerfile").prints("templates is read at run time");
    (await s.gdev("doctor --strict --no-environment")).exits(0).prints("nothing to mend");
    (await s.gdev("up -d --timeout 280s")).exits(0).hides("warning");
    await s.answers("API_PORT", /<p>42 dev {2}from the page<\/p>/);
    (await s.gdev("logs --no-prefix worker")).prints("the worker works");

    await s.edit("templates/page.html", "from the page", "from another page");
    await s.edit("cmd/worker/main.go", "the worker works", "the worker works on");
    await eventually(() => s.answers("API_PORT", /from another page/), 60_000);
    await eventually(async () => (await s.gdev("logs --no-prefix worker")).prints("the worker works on"), 60_000);

    (await s.gdev("up -d --prod --timeout 280s")).exits(0);
    const { mounts } = await s.service("api", { running: true, mode: "prod", stage: "runner" });
    expect(Object.keys(mounts)).not.toContain("/app");
    await s.service("worker", { running: true, mode: "prod", stage: "runner" });
    await s.answers("API_PORT", /<p>42 unversioned {2}from another page<\/p>/);
  },
);

scenario(
  "a Dockerfile gets a dev stage after a look at the diff, and stays what it was without",
  { ports: ["APP_PORT"], limitMs: 500_000 },
  async (s) => {
    const dockerfile = [
      "FROM golang:1.26 AS builder",
      "WORKDIR /src",
      "COPY . .",
      "RUN CGO_ENABLED=0 go build -o /server .",
      "",
      "# what runs",
      "FROM alpine:3.22",
      "COPY --from=builder /server /server",
      "USER 65532",
      'ENTRYPOINT ["/server"]',
      "",
    ].join("\n");
    await s.write("go.mod", "module example.com/answers\n\ngo 1.26.0\n");
    await s.write("main.go", serves);
    await s.write("Dockerfile", dockerfile);

    const refused = s.terminal("init", { rows: 200 });
    await refused.until("write these 3 files? [y/N]");
    expect(await refused.screen()).toContain("+FROM golang:1.26 AS dev");
    refused.keys("n\r");
    expect(await refused.exit()).toBe(0);
    await s.filesUntouched();

    (await s.gdev("init --yes")).exits(0).prints("+FROM golang:1.26 AS dev").prints("wrote docker-compose.yml");
    expect((await s.read("Dockerfile")).split("\n").slice(-6)).toEqual(dockerfile.split("\n").slice(-6));
    (await s.gdev("up -d --timeout 280s")).exits(0).hides("warning");
    await s.service("app", { running: true, mode: "dev", stage: "dev" });
    await s.edit("main.go", "first answer", "second answer");
    await eventually(() => s.answers("APP_PORT", /second answer/), 60_000);
    (await s.gdev("switch app prod --timeout 280s")).exits(0);
    await s.answers("APP_PORT", /second answer/);
    (await s.gdev("init")).exits(1).tells("the Dockerfile has a dev stage: dev");
  },
);
