import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addDevStage } from "../../src/core/init/dev-stage.ts";
import { dockerFiles } from "../../src/core/init/files.ts";
import { parseDockerfile } from "../../src/core/project/dockerfile.ts";
import { type Files, factsOf, findings, pieces } from "./init-project.ts";

const mod = "module example.com/shop\n\ngo 1.26.0\n";
const serves = 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
const pgx =
  'package main\nimport (\n\t"net/http"\n\t"os"\n\t"github.com/jackc/pgx/v5"\n)\nfunc main() { pgx.Connect(nil, os.Getenv("DATABASE_URL")); os.Getenv("API_KEY"); http.ListenAndServe(":8080", nil) }\n';

const projects: Readonly<Record<string, Files>> = {
  "one program that serves": { "go.mod": mod, "main.go": serves },
  "a program that ends": { "go.mod": mod, "main.go": "package main\nfunc main() {}\n" },
  Postgres: { "go.mod": `${mod}\nrequire github.com/jackc/pgx/v5 v5.12.0\n`, "go.sum": "x y z\n", "main.go": pgx },
  cgo: { "go.mod": `${mod}\nrequire github.com/mattn/go-sqlite3 v1.14.53\n`, "go.sum": "x y z\n", "main.go": serves },
  "several programs": { "go.mod": mod, "cmd/a/main.go": serves, "cmd/b/main.go": serves, "cmd/db/main.go": "package main\n" },
  "vendored modules": { "go.mod": mod, "vendor/": "", "main.go": serves },
  "an older Go": { "go.mod": "module m\n\ngo 1.22\n", "main.go": serves },
  "no go.mod": { "main.go": serves },
};

function textsOf(files: Files): Readonly<Record<string, string>> {
  return Object.fromEntries(dockerFiles(factsOf(files), pieces, "shop").files.map(({ path, text }) => [path, text]));
}

describe.each(Object.entries(projects))("the files for %s", (_, files) => {
  const made = dockerFiles(factsOf(files), pieces, "shop").files;

  it("are files that doctor finds nothing in", () => {
    expect(findings(files, made).map(({ id, message }) => `${id} ${message}`)).toEqual([]);
  });

  it("have no placeholder and no double blank line left", () => {
    for (const { text } of made) expect(text).not.toMatch(/\{\{|undefined|\n\n\n|\n\n$/);
  });
});

describe("the Dockerfile", () => {
  it("has six stages, and one less with cgo", () => {
    const names = (files: Files | undefined) => parseDockerfile(textsOf(files ?? {}).Dockerfile ?? "").map(({ name }) => name);
    expect(names(projects["one program that serves"])).toEqual(["base", "deps", "builder", "dev", "runner-distroless", "runner"]);
    expect(names(projects.cgo)).toEqual(["base", "deps", "builder", "dev", "runner"]);
  });

  it("is fitted: Go, air with a toolchain of its own where it needs one, the program, its port", () => {
    const old = textsOf(projects["an older Go"] ?? {}).Dockerfile;
    expect(old).toContain("ARG GO_VERSION=1.22\n");
    expect(old).toMatch(/ {4}GOTOOLCHAIN=go1\.26\.\d+ go install github\.com\/air-verse\/air@v1\.\d+\.\d+\n/);
    const several = textsOf(projects["several programs"] ?? {});
    expect(several.Dockerfile).toContain("-o /out/app $MAIN\n");
    expect(several.Dockerfile).not.toContain("EXPOSE");
    expect(several["docker-compose.yml"]).toContain("        MAIN: ./cmd/b\n");
    expect(several["docker-compose.yml"]).toContain('"127.0.0.1:${B_PORT:-8081}:8080"');
    expect(several["docker-compose.yml"]).toContain("  db-2:\n");
    expect(textsOf(projects["vendored modules"] ?? {}).Dockerfile).not.toContain("go mod download");
  });
});

describe("the compose file", () => {
  it("has a database where the sources speak to one, and tells the program where it is", () => {
    const { "docker-compose.yml": compose, ".env.example": env } = textsOf(projects.Postgres ?? {});
    expect(compose).toContain("      DATABASE_URL: postgres://${POSTGRES_USER:-app}:");
    expect(compose).toMatch(/depends_on:\n {6}db:\n {8}condition: service_healthy\n\n {2}db:\n/);
    expect(compose).toContain("      - path: .env\n        required: false\n");
    expect(env).toContain("\n# API_KEY=\n");
    expect(env).not.toContain("DATABASE_URL");
  });

  it("keeps the port that a program is told from what moves it on the host", () => {
    const told = textsOf({ "go.mod": mod, "main.go": 'package main\nvar p = cmp.Or(os.Getenv("APP_PORT"), "9000")\n' });
    expect(told["docker-compose.yml"]).toContain('      APP_PORT: "9000"\n');
    expect(told["docker-compose.yml"]).toContain('"127.0.0.1:${APP_HOST_PORT:-9000}:9000"');
  });
});

describe("what is left out of the build", () => {
  it("is never what the sources embed", () => {
    const files = { "go.mod": mod, "main.go": `//go:embed dist\n${serves}`, "dist/app.js": "" };
    expect(textsOf(files)[".dockerignore"]).toContain("\nbin\ntmp\n");
    expect(textsOf(projects["one program that serves"] ?? {})[".dockerignore"]).toContain("\nbin\ndist\ntmp\n");
  });
});

describe("a dev stage for a Dockerfile", () => {
  const before = [
    "# syntax=docker/dockerfile:1",
    "ARG GO=1.26",
    "# builder builds",
    "FROM --platform=$BUILDPLATFORM golang:${GO}-alpine AS builder",
    "WORKDIR /src",
    "COPY . .",
    "RUN CGO_ENABLED=0 go build -o /server .",
    "",
    "# runs it",
    "FROM alpine:3.22",
    "COPY --from=builder /server /server",
    'ENTRYPOINT ["/server"]',
    "",
  ];
  const facts = factsOf({ "go.mod": mod, "main.go": serves });
  const elsewhere = { path: "compose.yaml", text: "services: { db: { image: postgres } }", overridden: false };

  it("stands before the last stage and its comment, in the builder's folder, on the builder's image", () => {
    const { text, files, notes } = addDevStage(before.join("\n"), facts, pieces, elsewhere);
    const lines = text.split("\n");
    const added = lines.filter((line) => !before.includes(line));
    expect(lines.filter((line) => before.includes(line)).join("\n")).toContain(before.slice(8).join("\n"));
    expect(lines.slice(0, 8)).toEqual(before.slice(0, 8));
    expect(added[0]).toBe("# dev reloads the source mounted at /src as it changes");
    expect(added[1]).toBe("FROM golang:${GO}-alpine AS dev");
    expect(parseDockerfile(text).map(({ name }) => name)).toEqual(["builder", "dev", undefined]);
    expect(files.map(({ path }) => path)).toEqual([".air.toml"]);
    expect(notes).toEqual([expect.stringContaining('volumes: [".:/src"]')]);
  });

  it("keeps the file's line ends and the top of a file with one stage", () => {
    const single = "# syntax=docker/dockerfile:1\r\n# mine\r\nFROM golang:1.26\r\nCOPY . .\r\n";
    const { text } = addDevStage(single, facts, pieces);
    expect(text).toMatch(
      /^# syntax=docker\/dockerfile:1\r\n# dev reloads the source mounted at \/app .*\r\nFROM golang:1\.26 AS dev\r\n/,
    );
    expect(text).toMatch(/\r\n\r\n# mine\r\nFROM golang:1\.26\r\nCOPY \. \.\r\n$/);
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("compiles the files themselves where there is no go.mod, and one of several programs", () => {
    const loose = addDevStage(
      before.join("\n"),
      factsOf({ "src/hello.go": serves, "src/b.go": "package main\n" }),
      pieces,
      elsewhere,
    );
    expect(loose.files.find(({ path }) => path === ".air.toml")?.text).toContain('app ./src/hello.go ./src/b.go"');
    const two = addDevStage(
      before.join("\n"),
      factsOf({ "go.mod": mod, "cmd/a/main.go": serves, "cmd/b/main.go": serves }),
      pieces,
      elsewhere,
    );
    expect(two.files.find(({ path }) => path === ".air.toml")?.text).toContain('app ./cmd/a"');
    expect(two.notes[0]).toBe(".air.toml builds ./cmd/a; there is also ./cmd/b");
  });

  it("comes with an override file that mounts the source and starts air", () => {
    const made = (service: string, more: { readonly overridden?: boolean } = {}) => {
      const text = `services:\n  web: { ${service} }\n  other: { build: ./other }\n  db: { image: postgres }\n`;
      return addDevStage(before.join("\n"), facts, pieces, { path: "docker-compose.yml", text, overridden: false, ...more });
    };
    const override = (service: string) => {
      const { files, notes } = made(service);
      expect(notes).toEqual([]);
      expect(files.map(({ path }) => path)).toEqual([".air.toml", "docker-compose.override.yml"]);
      return (parse(files[1]?.text ?? "") as { services: unknown }).services;
    };
    const volumes = [".:/src"];
    expect(override("build: .")).toEqual({ web: { build: { target: "dev" }, volumes } });
    expect(override("build: { context: ./, dockerfile: ./Dockerfile }, volumes: ['./:/src/']")).toEqual({
      web: { build: { target: "dev" } },
    });
    expect(override("build: { target: x }, command: [a], volumes: ['./a:/src/a:ro', { type: volume, target: /data }]")).toEqual({
      web: { volumes },
    });
    expect(override("build: ., entrypoint: wait-for.sh, user: '0:0'")).toEqual({ web: { volumes } });
    const own = made("build: .", { overridden: true });
    expect(own.files.map(({ path }) => path)).toEqual([".air.toml"]);
    expect(own.notes).toEqual([expect.stringContaining('volumes: [".:/src"]')]);
    expect(() => made("build: ., command: a }\n  job: { build: .")).toThrow("no dev stage for web and job");
    expect(() => made("build: ., user: '1000', read_only: true")).toThrow("no dev stage for web");
  });

  it("starts the program as production does, in a folder that does not hide production's", () => {
    const made = (service: string, more = before) => {
      const text = `services: { web: { build: ., ${service} } }`;
      const { files } = addDevStage(more.join("\n"), facts, pieces, { path: "compose.yml", text, overridden: false });
      return files.map((file) => file.text).join("\n");
    };
    expect(made("command: [-port, '80', it's, $$HOME]")).toContain(
      `\nentrypoint = ["/tmp/air/app", "-port", "80", "it's", "$$HOME"]\n`,
    );
    expect(made("command: [-port, '80']")).not.toContain("full_bin");
    expect(made("entrypoint: [sh, -c, 'exec /server -p $PORT']")).toMatch(
      /\nentrypoint = \["\/tmp\/air\/app"\]\nfull_bin = "exec \/tmp\/air\/app -p \$PORT"\n/,
    );
    expect(made("ports: []")).not.toContain("full_bin");
    const same = before.join("\n").replace("FROM alpine:3.22", "FROM alpine:3.22\nWORKDIR /src").split("\n");
    expect(made("ports: []", same)).toContain("      - .:/app\n");
    const app = before
      .join("\n")
      .replaceAll("/src", "/app")
      .replace("FROM alpine:3.22", "FROM alpine:3.22\nWORKDIR /app")
      .split("\n");
    expect(made("ports: []", app)).toContain("      - .:/src\n");
  });

  it("builds the program that the Dockerfile builds", () => {
    const several = factsOf({ "go.mod": mod, "cmd/a/main.go": serves, "cmd/b/main.go": serves, "cmd/c/main.go": serves });
    const built = (run: string) =>
      addDevStage(before.join("\n").replace("CGO_ENABLED=0 go build -o /server .", run), several, pieces).files.find(
        ({ path }) => path === ".air.toml",
      )?.text;
    expect(built("go build -o /server ./cmd/b")).toContain('app ./cmd/b"');
    expect(built("cd cmd && go build -o /server ./c/main.go")).toContain('app ./cmd/c"');
    expect(built("make")).toContain('app ./cmd/a"');
  });

  it("has settings that an old air knows", () => {
    const settings = (go: string) =>
      addDevStage(before.join("\n").replace("GO=1.26", `GO=${go}`), facts, pieces).files.find(({ path }) => path === ".air.toml")
        ?.text ?? "";
    expect(settings("1.17")).toContain('tmp_dir = "../tmp/air"\n');
    expect(settings("1.17")).toContain('\nfull_bin = "/tmp/air/app"\n');
    expect(settings("1.17")).not.toContain("entrypoint");
    expect(settings("1.16")).toContain("\nkill_delay = 300\n");
    for (const line of ['tmp_dir = "/tmp/air"', 'entrypoint = ["/tmp/air/app"]', 'kill_delay = "2s"'])
      expect(settings("1.21")).toContain(`${line}\n`);
    expect(settings("1.21")).not.toContain("full_bin");
  });

  it("is not made twice, nor for what is not Go", () => {
    const done = addDevStage(before.join("\n"), facts, pieces, elsewhere).text;
    expect(() => addDevStage(done, facts, pieces, elsewhere)).toThrow("the Dockerfile has a dev stage: dev (named dev)");
    expect(() => addDevStage("FROM node:22\n", facts, pieces, elsewhere)).toThrow(
      "no stage of the Dockerfile stands on a golang image",
    );
    expect(() => addDevStage(before.join("\n"), undefined, pieces, elsewhere)).toThrow("there is no program here to reload");
  });
});
