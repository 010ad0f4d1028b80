import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Diagnosis, diagnose } from "../../../src/core/doctor/diagnose.ts";
import { unifiedDiff } from "../../../src/core/doctor/diff.ts";
import { mend } from "../../../src/core/doctor/fix.ts";
import { rules } from "../../../src/core/doctor/rules.ts";
import { type Files, factsOf, folder, inputOf, type ProjectLook } from "./project.ts";

// Whole projects in the shapes that are written about most: every finding, at its line, and what the fixes make of them.

describe("an API with PostgreSQL that waits with a script", () => {
  const project = fixture("doctor/wait-script");
  const look = { notExecutable: ["wait-for.sh"] };

  it("has all of its mistakes found, each at its line", () => {
    expect(places(project, look)).toEqual([
      "GD301 docker-compose.yml:1",
      "GD312 docker-compose.yml:5",
      "GD315 docker-compose.yml:7",
      "GD317 docker-compose.yml:9",
      "GD316 docker-compose.yml:11",
      "GD316 docker-compose.yml:12",
      "GD316 docker-compose.yml:13",
      "GD313 docker-compose.yml:15",
      "GD312 docker-compose.yml:19",
      "GD316 docker-compose.yml:28",
      "GD302 docker-compose.yml:32",
      "GD308 docker-compose.yml:36",
      "GD201 Dockerfile:12",
      "GD133 Dockerfile:16",
      "GD146 Dockerfile:21",
      "GD157 Dockerfile:27",
    ]);
    expect(found("GD157", project)).toMatchObject([{ severity: "error" }]);
  });

  it("is mended with as few changes as can be, and once", () => {
    const mended = fixed(project, "safe");
    expect(changedLines(project, mended, "docker-compose.yml")).toEqual([
      '-version: "3.8"',
      "-",
      "+    healthcheck:",
      '+      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}"]',
      "+      interval: 5s",
      "+      timeout: 3s",
      "+      retries: 10",
      "+      start_period: 30s",
      '-      - "5432:5432"',
      '+      - "127.0.0.1:5432:5432"',
      "-      - postgres",
      "+      postgres:",
      "+        condition: service_healthy",
    ]);
    expect(Object.keys(mended).filter((path) => mended[path] !== project[path])).toEqual(["docker-compose.yml", ".dockerignore"]);
    expect(fixed(mended, "safe")).toEqual(mended);
  });

  it("has a .env drafted with all that the compose file and the program ask for, on an unmended clone", () => {
    const mended = fixed(project, ["GD316", "GD317"]);
    expect(mended).toEqual({
      ...project,
      ".env": "POSTGRES_USER=app\nPOSTGRES_PASSWORD=s3cret\nPOSTGRES_DB=app\nPOSTGRES_HOST=postgres\nDB_PORT=5432\n",
    });
    expect([...found("GD316", mended), ...found("GD317", mended)]).toEqual([]);
  });

  it("has, once all is mended, its variables in the container and no secret in the image", () => {
    const mended = fixed(project, "all");
    expect(mended.Dockerfile).not.toContain(".env");
    expect(mended[".dockerignore"]?.split("\n")).toContain(".env");
    expect(factsOf(mended).services.find(({ name }) => name === "api")?.envFiles).toMatchObject([{ path: `${folder}/.env` }]);
    expect(places(mended, look)).toEqual([]);
  });
});

describe("a build in two images with a script between them", () => {
  const project = fixture("doctor/builder-pattern");

  it("is recognised, and the way out named", () => {
    expect(found("GD107", project)).toMatchObject([
      { place: { file: `${folder}/build.sh`, line: 5 }, remedy: expect.stringContaining("gdev init") },
    ]);
  });

  it("has the build that needs a go.mod named, and nothing made up in its place", () => {
    const { "Dockerfile.multi": text = "", ...rest } = project;
    const staged = { ...rest, Dockerfile: text };
    expect(found("GD135", staged)).toMatchObject([
      {
        severity: "error",
        place: { file: `${folder}/Dockerfile`, line: 4, lineText: expect.stringContaining("go build") },
        remedy: expect.stringContaining("go mod init <name> && go mod tidy"),
      },
    ]);
    expect(Object.keys(fixed(staged, "all"))).not.toContain("go.mod");
    expect(found("GD135", { ...staged, "go.mod": "module example.com/links\n\ngo 1.26\n" })).toEqual([]);
  });
});

describe("a program that is built for one architecture on every machine", () => {
  const project = fixture("doctor/fixed-arch");

  it("has both places found and mended, its comments and its GOOS kept", () => {
    expect(places(project)).toEqual(expect.arrayContaining(["GD127 Dockerfile:5", "GD127 Dockerfile:8"]));
    const mended = fixed(project, ["GD127"]);
    expect(changedLines(project, mended, "Dockerfile")).toEqual([
      "-RUN GOOS=linux GOARCH=amd64 go build hello.go",
      "+ARG TARGETARCH",
      "+RUN GOOS=linux GOARCH=$TARGETARCH go build hello.go",
      "-FROM amd64/alpine:3.22",
      "+FROM alpine:3.22",
    ]);
    expect(found("GD127", mended)).toEqual([]);
  });
});

describe("a server with SQLite through cgo", () => {
  const project = fixture("doctor/late-download");
  const dockerfile = project.Dockerfile ?? "";
  const edited = (from: string, to: string): Files => ({ ...project, Dockerfile: dockerfile.replace(from, to) });

  it("has its mistakes found, each at its line, and the lost database explained", () => {
    expect(places(project)).toEqual([
      "GD130 Dockerfile:16",
      "GD133 Dockerfile:18",
      "GD146 Dockerfile:21",
      "GD147 visits/visits.go:11",
    ]);
    expect(found("GD147", project)[0]?.message).toContain("the database is /gorm.db in the container (WORKDIR /app)");
  });

  it("downloads before the sources come, once it is mended, and stays a program with cgo that may write its database", () => {
    const mended = fixed(project, "all");
    expect(changedLines(project, mended, "Dockerfile")).toEqual([
      "+RUN --mount=type=cache,target=/go/pkg/mod go mod download",
      "-RUN go mod download",
      "-",
      "-RUN GOOS=linux go build -o ./server",
      "+RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod GOOS=linux go build -o ./server",
    ]);
    expect(mended.Dockerfile).toMatch(/^COPY go\.sum \.\/\nRUN .*go mod download\nCOPY main\.go \.\/$/m);
  });

  it("may neither be built without cgo nor be carried to an image without its C library", () => {
    const without = edited("GOOS=linux go build", "CGO_ENABLED=0 GOOS=linux go build");
    expect(found("GD141", without)).toMatchObject([{ severity: "error", place: { line: 18 } }]);
    expect(fixed(without, ["GD141"])).toEqual(project);
    expect(found("GD140", edited("FROM alpine:3.17", "FROM gcr.io/distroless/static-debian13"))).toMatchObject([
      { severity: "error", message: expect.stringContaining("go-sqlite3") },
    ]);
  });

  it("needs a newer go-sqlite3 on Alpine 3.19 and later", () => {
    const newer = edited("golang:1.20-alpine3.17", "golang:1.22-alpine3.19");
    expect(found("GD143", newer)).toMatchObject([{ severity: "error", place: { line: 4 } }]);
    const goMod = project["go.mod"]?.replace("v1.14.15", "v1.14.19") ?? "";
    expect([found("GD143", project), found("GD143", { ...newer, "go.mod": goMod })]).toEqual([[], []]);
  });
});

describe("six stages, of which one is asked for with an argument", () => {
  const project = fixture("doctor/stage-argument");

  it("has its mistakes found, each at its line", () => {
    expect(places(project)).toEqual([
      "GD301 docker-compose.yml:1",
      "GD312 docker-compose.yml:4",
      "GD103 docker-compose.yml:8",
      "GD310 docker-compose.yml:10",
      "GD408 .air.toml:4",
      "GD407 .air.toml:8",
      "GD105 Dockerfile:1",
      "GD105 Dockerfile:5",
      "GD105 Dockerfile:10",
      "GD109 Dockerfile:12",
      "GD201 Dockerfile:13",
      "GD127 Dockerfile:17",
      "GD133 Dockerfile:18",
      "GD105 Dockerfile:21",
      "GD125 Dockerfile:23",
      "GD120 Dockerfile:29",
      "GD105 Dockerfile:29",
      "GD123 Dockerfile:36",
      "GD105 Dockerfile:36",
      "GD101 README.md:4",
    ]);
    expect(found("GD103", project)).toMatchObject([{ severity: "error", message: expect.stringContaining("runner-distroless") }]);
  });

  it("has the argument made a target by --fix, and dev is built then", () => {
    const mended = fixed(project, "safe");
    expect(changedLines(project, mended, "docker-compose.yml")).toEqual([
      '-version: "3.3"',
      "-      args:",
      "-        - target=dev # 開発",
      "+      target: dev",
      "+        # 開発",
    ]);
    expect(factsOf(mended).builds[0]?.effective?.stage.name).toBe("dev");
    expect([...found("GD103", mended), ...found("GD310", mended)]).toEqual([]);
  });

  it("is told that it works by luck where dev is the last stage", () => {
    const [head = "", ...stages] = (project.Dockerfile ?? "").split(/(?=^FROM )/m);
    const dev = stages.filter((stage) => / as dev$/m.test(stage));
    const devLast = [head, ...stages.filter((stage) => !dev.includes(stage)), ...dev].join("");
    expect(found("GD103", { ...project, Dockerfile: devLast })).toMatchObject([
      { severity: "error", message: expect.stringContaining("dev, only because it is the last stage") },
    ]);
  });

  it("is told which stage runner-alpine may be, in the README and in the compose file", () => {
    const guess = { severity: "error", remedy: "did you mean runner?" };
    expect(found("GD101", project)).toMatchObject([{ ...guess, place: { file: `${folder}/README.md`, line: 4 } }]);
    const compose = "services:\n  go:\n    build:\n      context: .\n      target: runner-alpine\n";
    expect(found("GD101", { ...project, "README.md": "", "docker-compose.yml": compose })).toMatchObject([
      { ...guess, place: { file: `${folder}/docker-compose.yml`, line: 5 } },
    ]);
  });

  it("needs air from its new path, of a version that its Go compiles, and that can poll on a Windows drive", () => {
    expect(found("GD125", project)).toMatchObject([{ severity: "note", place: { line: 23 } }]);
    const newer = { ...project, Dockerfile: project.Dockerfile?.replaceAll("golang:1.19", "golang:1.23") ?? "" };
    expect(fixed(newer, ["GD125"]).Dockerfile).toContain("go install github.com/air-verse/air@v1.61.7\n");
    expect(found("GD406", project, { noFileEvents: true })[0]?.message).toContain(
      "air v1.40.0 cannot poll (from v1.43.0 on it can)",
    );
    expect(found("GD406", project)).toEqual([]);
  });
});

/** The text of all files of a fixture, by path. */
function fixture(name: string): Files {
  const root = join(import.meta.dirname, "../../fixtures", name);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(root, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

function diagnosed(files: Files, look?: ProjectLook): readonly Diagnosis[] {
  return diagnose(factsOf(files, look), rules);
}

/** `GD103 docker-compose.yml:8`, in the order in which they are shown. */
function places(files: Files, look?: ProjectLook): readonly string[] {
  return diagnosed(files, look).map(({ id, place }) => `${id} ${place.file.slice(folder.length + 1)}:${place.line}`);
}

/** What one rule finds. */
function found(rule: string, files: Files, look?: ProjectLook): readonly Diagnosis[] {
  return diagnosed(files, look).filter(({ id }) => id === rule);
}

/** All files as the fixes leave them: those that `--fix` makes unasked, all, or those of some rules. */
function fixed(files: Files, wanted: "safe" | "all" | readonly string[]): Files {
  const { changes } = mend(inputOf(files), rules, ({ id, fix }) =>
    typeof wanted === "string" ? wanted === "all" || fix?.safe === true : wanted.includes(id),
  );
  return { ...files, ...Object.fromEntries(changes.map(({ file, after }) => [file.slice(folder.length + 1), after])) };
}

/** The lines of a file that go and come, in order. */
function changedLines(before: Files, after: Files, file: string): readonly string[] {
  return unifiedDiff(file, before[file], after[file] ?? "")
    .slice(2)
    .filter((line) => /^[-+]/.test(line));
}
