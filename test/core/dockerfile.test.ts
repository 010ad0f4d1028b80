import { describe, expect, it } from "vitest";
import { findStage, parseDockerfile, resolvePath, stageTitle, startWords } from "../../src/core/project/dockerfile.ts";

const sixStages = `
ARG GO_VERSION=1.26
FROM golang:\${GO_VERSION} as base
WORKDIR /app
FROM base as deps
COPY go.mod go.sum ./
RUN go mod download
FROM base AS builder
COPY --from=deps /go/pkg /go/pkg
COPY . .
RUN go build -o ./server
FROM golang:\${GO_VERSION} as dev
WORKDIR /app
ENTRYPOINT ["air"]
FROM alpine as runner
WORKDIR /app
COPY --from=builder --chown=10001:10001 /app/server .
ENTRYPOINT ["./server"]
USER 10001
`;

describe("parseDockerfile", () => {
  it("lists the stages with their bases, in file order", () => {
    const stages = parseDockerfile(sixStages);
    expect(stages.map((stage) => `${stage.name}:${stage.line} ${stage.base} ${stage.baseImage}`)).toEqual([
      "base:3 golang:1.26 golang:1.26",
      "deps:5 base golang:1.26",
      "builder:8 base golang:1.26",
      "dev:12 golang:1.26 golang:1.26",
      "runner:15 alpine alpine",
    ]);
  });

  it("knows which stages a stage needs, through FROM, COPY --from and mounts", () => {
    const stages = parseDockerfile(sixStages);
    expect(findStage(stages, "runner")?.needs).toEqual([0, 1, 2, 4]);
    expect(findStage(stages, "dev")?.needs).toEqual([3]);
    const mounted = parseDockerfile(
      "FROM a AS one\nFROM b AS two\nRUN --mount=from=one,target=/x ls\nRUN --mount=type=bind,source=src,target=/s ls",
    );
    expect(mounted[1]?.needs).toEqual([0, 1]);
    expect(mounted[1]?.contextPaths).toEqual(["src"]);
  });

  it("reads COPY flags beside --from, and what each stage takes from the context", () => {
    const stages = parseDockerfile(sixStages);
    expect(findStage(stages, "runner")?.copies).toEqual([{ from: "builder", sources: ["/app/server"], destination: "/app/" }]);
    expect(findStage(stages, "deps")?.contextPaths).toEqual(["go.mod", "go.sum"]);
    expect(findStage(stages, "builder")?.contextPaths).toEqual(["."]);
    expect(findStage(stages, "dev")?.contextPaths).toEqual([]);
  });

  it("inherits workdir, user and start command from the stage below, and CMD falls with a new ENTRYPOINT", () => {
    const stages = parseDockerfile('FROM a AS one\nWORKDIR /srv\nUSER 7\nCMD ["x"]\nFROM one AS two\nFROM two\nENTRYPOINT ["y"]');
    expect(stages[1]).toMatchObject({ workdir: "/srv", user: "7", command: { argv: ["x"] } });
    expect(stages[2]?.command).toBeUndefined();
    expect(stages[2]?.entrypoint?.argv).toEqual(["y"]);
  });

  it.each<[string, readonly string[], boolean]>([
    ['CMD ["sh","-c","exec air -c  x"]', ["sh", "-c", "exec air -c  x"], false],
    ['CMD [ "a b" ,"c\\"d", "e\\\\f" ]', ["a b", 'c"d', "e\\f"], false],
    ['CMD ["a", \\\n  "b c"]', ["a", "b c"], false],
    ["CMD []", [], false],
    // As Docker reads it: what is no JSON array of strings is a line for a shell.
    ["CMD ['a']", ["['a']"], true],
    ['CMD ["a", 1]', ['["a", 1]'], true],
    ['CMD "a b"', ['"a b"'], true],
  ])("reads %s as the words that Docker starts", (instruction, argv, shell) => {
    expect(parseDockerfile(`FROM a\n${instruction}\n`)[0]?.command).toMatchObject({ argv, shell });
  });

  it("keeps the blanks in the JSON form of COPY, behind flags too", () => {
    const [, last] = parseDockerfile('FROM a AS b\nFROM c\nCOPY --from=b --chown=1:1 ["/my files/x", "/to/"]\n');
    expect(last?.copies).toEqual([{ from: "b", sources: ["/my files/x"], destination: "/to/" }]);
  });

  it("fills ARG and ENV, build arguments before defaults", () => {
    const text = "ARG V=1\nFROM golang:$V AS b\nARG V\nARG DIR=/opt\nENV ROOT=$DIR/$V\nWORKDIR $ROOT\nFROM ${BASE:-alpine}";
    expect(parseDockerfile(text)[0]).toMatchObject({ base: "golang:1", workdir: "/opt/1" });
    expect(parseDockerfile(text, { V: "2" })[0]).toMatchObject({ base: "golang:2", workdir: "/opt/2" });
    expect(parseDockerfile(text)[1]?.base).toBe("alpine");
  });

  it("does not take a heredoc's text for instructions", () => {
    const stages = parseDockerfile("FROM a\nCOPY <<EOF /x\nFROM nothing\nEOF\nRUN <<EOT\nFROM no\nEOT\n");
    expect(stages).toHaveLength(1);
    expect(stages[0]?.copies).toEqual([{ sources: [], destination: "/x" }]);
  });

  it("keeps shell form as one string", () => {
    const [stage] = parseDockerfile("FROM a\nCMD air -c .air.toml");
    expect(stage?.command).toEqual({ argv: ["air -c .air.toml"], shell: true, line: 2 });
    expect(stage?.command && startWords(stage.command)).toEqual(["air", "-c", ".air.toml"]);
  });

  it("finds a stage by name in any case, by number, and the last for none", () => {
    const stages = parseDockerfile("FROM a AS Dev\nFROM b");
    expect(findStage(stages, "DEV")?.index).toBe(0);
    expect(findStage(stages, "1")?.index).toBe(1);
    expect(findStage(stages, undefined)?.index).toBe(1);
    expect(findStage(stages, "prod")).toBeUndefined();
    expect(stages.map(stageTitle)).toEqual(["dev", "its last stage"]);
  });
});

describe("resolvePath", () => {
  it.each([
    ["/app", ".", "/app/"],
    ["/app", "./server", "/app/server"],
    ["/app", "bin/", "/app/bin/"],
    ["/app", "../x", "/x"],
    ["/", "/usr/local/bin/", "/usr/local/bin/"],
    ["/", ".", "/"],
  ])("%s + %s = %s", (workdir, path, result) => expect(resolvePath(workdir, path)).toBe(result));
});
