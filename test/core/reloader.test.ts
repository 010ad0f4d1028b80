import { describe, expect, it } from "vitest";
import { belongsToDev, runsReloader, stageRunsReloader } from "../../src/core/target/reloader.ts";
import { stagesOf } from "./project-of.ts";

const sh = (line: string) => ["sh", "-c", line];

describe("a start command", () => {
  it.each([
    [["air"], "reloads"],
    [["/go/bin/air", "-c", ".air.toml"], "reloads"],
    [["./bin/CompileDaemon", "-command=./app"], "reloads"],
    [["go", "tool", "air"], "reloads"],
    [["go", "run", "github.com/air-verse/air@v1.67.4"], "reloads"],
    [["wgo", "run", "main.go"], "reloads"],
    [["reflex", "-r", "\\.go$", "-s", "--", "go", "run", "."], "reloads"],
    [["tini", "--", "air"], "reloads"],
    [["dumb-init", "air"], "reloads"],
    [["gosu", "app", "air"], "reloads"],
    [["env", "CGO_ENABLED=0", "air"], "reloads"],
    [["/entrypoint.sh", "air"], "reloads"],
    [["wait-for-it.sh", "db:5432", "--strict", "--", "air"], "reloads"],
    [["dockerize", "-wait", "tcp://db:5432", "air"], "reloads"],
    [sh("exec air"), "reloads"],
    [sh("air -c .air.toml"), "reloads"],
    [sh("go mod download && air"), "reloads"],
    [sh("cd /app; CGO_ENABLED=1 air"), "reloads"],
    [["bash", "-lc", "until nc -z db 5432; do sleep 1; done; air"], "reloads"],
    [sh("find . -name '*.go' | entr -r go run ."), "reloads"],
    [["node", "--watch", "app.js"], "reloads"],
    [["go", "run", "."], "dev"],
    [sh("go build -o /tmp/app && /tmp/app"), "dev"],
    [["dlv", "debug", "--headless"], "dev"],
    [["make", "dev"], "dev"],
    [["task", "watch"], "dev"],
    [["/app/server"], "neither"],
    [["/app/server", "air"], "neither"],
    [["/app/server", "--mode", "fresh"], "neither"],
    [sh("echo fresh start && ./server"), "neither"],
    [["go"], "neither"],
    [["node", "app.js"], "neither"],
    [["/app/make-reports"], "neither"],
    [[], "neither"],
  ])("%j: %s", (words, expected) => {
    const found = runsReloader(words) ? "reloads" : belongsToDev(words) ? "dev" : "neither";
    expect(found).toBe(expected);
    if (found === "reloads") expect(belongsToDev(words)).toBe(true);
  });
});

describe("a stage", () => {
  it.each([
    ["CMD air", true],
    ['CMD ["air"]', true],
    ['ENTRYPOINT ["/docker-entrypoint.sh"] ; CMD ["air"]', true],
    ["ENTRYPOINT go mod download && air", true],
    ['ENTRYPOINT ["/app/server"] ; CMD ["air"]', false],
    ["RUN go install github.com/air-verse/air@latest ; CMD server", false],
    ["", false],
  ])("%s: %s", (instructions, expected) => {
    const [stage] = stagesOf(`FROM golang ; ${instructions}`);
    expect(stage && stageRunsReloader(stage)).toBe(expected);
  });
});
