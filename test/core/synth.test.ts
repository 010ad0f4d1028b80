import { describe, expect, it } from "vitest";
import { chooseTarget } from "../../src/core/target/choose.ts";
import { makeOverride } from "../../src/core/target/override.ts";
import { overrideYaml } from "../../src/core/target/override-yaml.ts";
import { projectOf, stagesOf } from "./project-of.ts";
import { configOf, goMain, instructionsOf, made, madeOf } from "./synth-languages.ts";

const article = `FROM golang:1.16-alpine3.13 AS builder
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o main /app/main.go

FROM alpine:3.13
WORKDIR /app
COPY --from=builder /app/main .
COPY .env .
COPY wait-for.sh .
RUN chmod +x wait-for.sh
EXPOSE 8080
CMD [ "/app/main" ]
`;

const printed = `FROM golang:1.17 AS builder
WORKDIR /work
COPY src .
RUN GOOS=linux GOARCH=amd64 go build hello.go
FROM amd64/alpine:3.15
WORKDIR /bin
COPY --from=builder /work/hello .
CMD ["./hello"]
`;

const sqlite = `# syntax=docker/dockerfile:1
FROM golang:1.20-alpine3.17 AS builder
RUN apk update && apk add --no-cache gcc musl-dev sqlite-dev
WORKDIR /app
COPY go.mod go.sum hello.go ./
COPY articles ./articles
RUN go mod download
RUN GOOS=linux go build -o ./realworld
FROM alpine:3.17
WORKDIR /app
COPY --from=builder /app/realworld .
CMD [ "./realworld" ]
`;

describe("the articles' Dockerfiles", () => {
  it("Echo and PostgreSQL: the builder without the source, air for Go 1.16", () => {
    const stage = made({ dockerfile: article });
    expect(stage.dockerfile.startsWith(article.trimEnd())).toBe(true);
    expect(stage.mount).toEqual({ source: "/work/demo", target: "/app" });
    expect(instructionsOf(stage)).toEqual([
      "WORKDIR /app",
      "USER root",
      "COPY --from=gdev-tool /usr/local/bin/air /usr/local/bin/air",
      "ENV GOMODCACHE=/go/pkg/mod GOCACHE=/root/.cache/go-build GOOS= GOARCH=",
      "ENTRYPOINT []",
      'CMD ["air","-c","/etc/gdev/air.toml"]',
    ]);
    expect(stage.dockerfile).toContain("go install github.com/cosmtrek/air@v1.27.8\n");
    expect(configOf(stage)).toMatchObject({
      tmp_dir: '"../tmp/gdev"',
      cmd: '"CGO_ENABLED=0 go build -o /tmp/gdev/main ."',
      full_bin: '"exec /tmp/gdev/main"',
      kill_delay: "300",
      stop_on_error: "true",
      poll: "false",
    });
    expect(stage.stage).toMatchObject({
      name: "gdev-dev",
      baseImage: "golang:1.16-alpine3.13",
      workdir: "/app",
      contextPaths: [],
    });
  });

  it("href-counter: unnamed stages, a file by its name, a folder in GOPATH", () => {
    const dockerfile = `FROM golang:1.16
WORKDIR /go/src/github.com/alexellis/href-counter/
RUN go get -d -v golang.org/x/net/html
COPY app.go ./
RUN CGO_ENABLED=0 GOOS=linux go build -a -installsuffix cgo -o app .
FROM alpine:latest
WORKDIR /root/
COPY --from=0 /go/src/github.com/alexellis/href-counter/app ./
CMD ["./app"]`;
    const stage = made({
      dockerfile,
      files: { "app.go": 'package main\n\nimport (\n\t"fmt"\n\t"golang.org/x/net/html"\n)\n\nfunc main() {\n}\n' },
    });
    expect(stage.mount).toEqual({ source: "/work/demo", target: "/go/src/github.com/alexellis/href-counter" });
    expect(configOf(stage).cmd).toBe('"GO111MODULE=off CGO_ENABLED=0 go build -o /tmp/gdev/main ."');
    expect(configOf(stage).tmp_dir).toBe('"../../../../../tmp/gdev"');
    expect(instructionsOf(stage)[1]).toBe("RUN go get -d -v golang.org/x/net/html");
    expect(stage.warnings).toEqual([
      {
        text: "api has no go.mod, so Go does not find golang.org/x/net/html",
        remedy: "make one: go mod init api && go mod tidy",
      },
    ]);
  });

  it("hello: the source in src/, no go.mod, another machine's architecture", () => {
    const stage = made({ dockerfile: printed, files: { "src/hello.go": goMain, "src/README.md": "" } });
    expect(stage.mount).toEqual({ source: "/work/demo/src", target: "/work" });
    expect(configOf(stage).cmd).toBe('"go build -o /tmp/gdev/main hello.go"');
    expect(stage.dockerfile).toContain("cosmtrek/air@v1.40.4");
    expect(stage.warnings).toEqual([]);
  });

  it("hello in a single stage that is the compiler's", () => {
    const dockerfile = 'FROM golang:1.17\nWORKDIR /work\nCOPY src .\nRUN go build hello.go\nCMD ["./hello"]\n';
    const stage = made({ dockerfile, files: { "src/hello.go": goMain } });
    expect(configOf(stage)).toMatchObject({ cmd: '"go build -o /tmp/gdev/main hello.go"', full_bin: '"exec /tmp/gdev/main"' });
  });

  it("SQLite: the C compiler stays, and so does cgo", () => {
    const stage = made({
      dockerfile: sqlite,
      files: { "go.mod": "module x\n\ngo 1.15\n", "hello.go": goMain, "articles/a.go": "package articles\n" },
    });
    expect(instructionsOf(stage).slice(0, 2)).toEqual([
      "RUN apk update && apk add --no-cache gcc musl-dev sqlite-dev",
      "WORKDIR /app",
    ]);
    expect(instructionsOf(stage)).toContain('ENV GOFLAGS="$GOFLAGS -buildvcs=false"');
    expect(configOf(stage).cmd).toBe('"go build -o /tmp/gdev/main ."');
    expect(stage.dockerfile).toContain("cosmtrek/air@v1.44.0");
  });
});

describe("the base image decides the air", () => {
  const dockerfile = (from: string) =>
    `FROM ${from}\nWORKDIR /app\nCOPY . .\nRUN go build -o /bin/server .\nCMD ["/bin/server"]\n`;
  it.each([
    ["golang:1.18", "github.com/cosmtrek/air@v1.40.4"],
    ["golang:1.19.8-bullseye", "github.com/cosmtrek/air@v1.41.0"],
    ["golang:1.21-alpine", "github.com/air-verse/air@v1.67.4 || GOTOOLCHAIN=local"],
    ["golang:1.24", "github.com/air-verse/air@v1.67.4 || GOTOOLCHAIN=local"],
    ["golang:1.26", "github.com/air-verse/air@v1.67.4\n"],
    ["golang:1-alpine", "github.com/air-verse/air@v1.67.4\n"],
    ["golang:alpine", "github.com/air-verse/air@v1.67.4\n"],
    ["golang", "github.com/air-verse/air@v1.67.4\n"],
    ["golang@sha256:00ff", "github.com/air-verse/air@v1.67.4\n"],
    ["registry.example.com:5000/library/golang:1.20-alpine", "github.com/cosmtrek/air@v1.44.0"],
  ])("%s: %s", (from, expected) => expect(made({ dockerfile: dockerfile(from) }).dockerfile).toContain(expected));

  it("another image with Go in it is as old as go.mod says", () => {
    const files = { "go.mod": "module x\n\ngo 1.20\n", "main.go": goMain };
    expect(made({ dockerfile: dockerfile("example.com/build-box:7"), files }).dockerfile).toContain("cosmtrek/air@v1.44.0");
  });

  it("a Go before any air: none, and why", () => {
    expect(madeOf({ dockerfile: dockerfile("golang:1.13") })).toEqual({
      why: "Go 1.13 is older than any version that air can be built with",
      remedy: "use a newer Go image",
    });
  });

  it("an ARG in FROM counts with its default", () => {
    const text = `ARG GO=1.20\n${dockerfile("golang:$" + "{GO}-alpine")}`;
    expect(made({ dockerfile: text }).dockerfile).toContain("cosmtrek/air@v1.44.0");
    expect(made({ dockerfile: text }).dockerfile).toContain("FROM golang:${GO}-alpine AS gdev-dev");
  });
});

describe("what of the builder stays", () => {
  const build = (lines: string) =>
    `FROM golang:1.26 AS builder\n${lines}\nFROM alpine AS runner\nCOPY --from=builder /out/server /server\nCMD ["/server"]\n`;
  const stays = (lines: string) =>
    instructionsOf(made({ dockerfile: build(lines) })).filter(
      (line) => !/^(USER root|COPY --from=gdev-tool|ENTRYPOINT|CMD|ENV GO)/.test(line),
    );

  it("is all before the source, with its line breaks and heredocs", () => {
    expect(
      stays(
        "RUN apt-get update && \\\n  # for cgo\n  apt-get install -y libvips-dev\nRUN <<X\necho hi\nX\nWORKDIR /app\nCOPY . .\nRUN go build -o /out/server .",
      ),
    ).toEqual([
      "RUN apt-get update && \\",
      "  # for cgo",
      "  apt-get install -y libvips-dev",
      "RUN <<X",
      "echo hi",
      "X",
      "WORKDIR /app",
    ]);
  });

  it("is its environment and its packages, where those come behind the source", () => {
    expect(
      stays(
        "WORKDIR /app\nCOPY . .\nENV MODE=x\nRUN apk add --no-cache gcc musl-dev && go build -o /out/server .\nRUN go vet ./...",
      ),
    ).toEqual(["WORKDIR /app", "ENV MODE=x", "RUN apk add --no-cache gcc musl-dev"]);
  });

  it("is what it takes from other stages, unless the source covers that", () => {
    const lines =
      "COPY --from=tools /bin/protoc /usr/bin/protoc\nWORKDIR /app\nCOPY . .\nCOPY --from=web /dist ./dist\nRUN go build -o /out/server .";
    const text = `FROM alpine AS tools\nFROM alpine AS web\n${build(lines)}`;
    const lines2 = instructionsOf(made({ dockerfile: text }));
    expect(lines2).toContain("COPY --from=tools /bin/protoc /usr/bin/protoc");
    expect(lines2.join("\n")).not.toContain("./dist");
  });

  it("is that of the stages below, on the image of this machine", () => {
    const dockerfile = `FROM --platform=$BUILDPLATFORM golang:1.26 AS base
WORKDIR /src
ENV CGO_ENABLED=0
FROM base AS deps
RUN --mount=type=bind,source=go.mod,target=go.mod go mod download
FROM deps AS builder
ARG GOPRIVATE=example.com
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=bind,target=. go build -o /out/server .
FROM scratch AS runner
COPY --from=builder /out/server /server
ENTRYPOINT ["/server"]`;
    const stage = made({ dockerfile });
    expect(stage.dockerfile).toContain(
      "\nFROM golang:1.26 AS gdev-dev\nWORKDIR /src\nENV CGO_ENABLED=0\nARG GOPRIVATE=example.com\n",
    );
    expect(instructionsOf(stage)).toContain("ENV GOPRIVATE=$GOPRIVATE");
    expect(stage.mount).toEqual({ source: "/work/demo", target: "/src" });
  });

  it("installs air behind what says how to get out, and in a shared stage otherwise", () => {
    const corporate = made({
      dockerfile: build("ENV GOPROXY=https://goproxy.example.com\nWORKDIR /app\nCOPY . .\nRUN go build -o /out/server ."),
    });
    expect(corporate.dockerfile).not.toContain("gdev-tool");
    const lines = instructionsOf(corporate);
    expect(lines.findIndex((line) => line.includes("go install"))).toBeGreaterThan(
      lines.indexOf("ENV GOPROXY=https://goproxy.example.com"),
    );
  });

  it("comes with the runner's variables and its files outside of the source", () => {
    const dockerfile = `FROM golang:1.26 AS builder
WORKDIR /app
COPY . .
RUN go build -o /out/server .
FROM alpine
ENV PORT=9000
ENV PATH=/opt/bin
WORKDIR /srv
COPY migrations /migrations
COPY templates templates
COPY --from=builder /out/server .
COPY conf.yml /app/conf.yml
CMD ["./server"]`;
    const lines = instructionsOf(made({ dockerfile }));
    expect(lines).toEqual(expect.arrayContaining(["ENV PORT=9000", "COPY migrations /migrations"]));
    expect(lines.join("\n")).not.toMatch(/PATH=\/opt|templates|conf\.yml/);
    expect(made({ dockerfile }).stage.contextPaths).toEqual(["migrations"]);
    expect(made({ dockerfile }).notes).toContain("copied as in production, as of the build: /migrations");
  });

  it("comes with what the runner has beside its program, where the program is told its absolute path", () => {
    const dockerfile = (env: string) => `FROM golang:1.26 AS builder
WORKDIR /src
COPY . .
RUN make build
FROM alpine
WORKDIR /opt/app
COPY --chown=app:app --chmod=755 config/ ./config/
COPY migrations ./migrations
COPY --from=builder /src/bin/server ./server
${env}
ENTRYPOINT ["./server"]`;
    const files = {
      "go.mod": "module x\n",
      "main.go": goMain,
      "config/a.yaml": "",
      "migrations/1.sql": "",
      "bin/server": "",
    };
    const copies = (env: string, more: { readonly service?: string; readonly main?: string } = {}) =>
      instructionsOf(
        made({
          dockerfile: dockerfile(env),
          files: { ...files, "main.go": more.main ?? goMain },
          ...(more.service ? { service: more.service } : {}),
        }),
      ).filter((line) => line.startsWith("COPY") && !line.includes("gdev-tool"));
    expect(copies("")).toEqual([]);
    expect(copies("ENV CONFIG_FILE=/opt/app/config/a.yaml")).toEqual(["COPY --chmod=755 config/ /opt/app/config/"]);
    expect(copies("", { service: "environment: { MIGRATIONS: 'file:///opt/app/migrations' }" })).toEqual([
      "COPY migrations /opt/app/migrations",
    ]);
    expect(copies("", { main: `${goMain}\nvar dir = "/opt/app/migrations"\n` })).toEqual(["COPY migrations /opt/app/migrations"]);
    expect(copies("", { main: `${goMain}\nvar dir = "/opt/app/migrationsx"\n` })).toEqual([]);
  });

  it("comes with files of the source that production takes out of the builder, and nothing that is built there", () => {
    const dockerfile = `FROM golang:1.26 AS builder
WORKDIR /src
COPY . .
RUN go build -o server .
FROM scratch
COPY --from=builder /src/server /server
COPY --from=builder --chown=1000 /src/migrations /migrations
COPY --from=builder /src/docs/*.json /src/generated /docs/
COPY --from=builder /src /all
COPY --from=builder /etc/ssl/certs /etc/ssl/certs
COPY --chown=app ["with blank", "/with blank/"]
CMD ["/server"]`;
    const files = {
      "go.mod": "module x\n",
      "main.go": goMain,
      server: "",
      "migrations/1.sql": "",
      "docs/a.json": "",
      "with blank/a": "",
      "etc/ssl/certs/a": "",
    };
    expect(instructionsOf(made({ dockerfile, files })).filter((line) => line.startsWith("COPY"))).toEqual([
      "COPY --from=gdev-tool /usr/local/bin/air /usr/local/bin/air",
      "COPY migrations /migrations",
      'COPY ["with blank", "/with blank/"]',
    ]);
  });

  it("keeps a Dockerfile's own escape character, line ends become plain", () => {
    const stage = made({ dockerfile: "# escape=`\r\nFROM golang:1.26\r\nWORKDIR /app\r\nCOPY . .\r\nRUN go build .\r\n" });
    expect(stage.dockerfile).not.toContain("\r");
    expect(stage.dockerfile).toContain("printf '%s\\n' `\n");
  });
});

describe("which program, and how it is built", () => {
  const two = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n",
    "cmd/api/main.go": goMain,
    "cmd/worker/main.go": goMain,
    "internal/x.go": "package internal\n",
  };
  const dockerfile = (run: string, start = "/out/api") => `FROM golang:1.26 AS builder
ARG CMD=worker
WORKDIR /app
COPY . .
RUN ${run}
FROM alpine
COPY --from=builder /out/api /out/worker /out/
COPY --from=builder /out/api /usr/bin/shop
CMD ["${start}"]`;
  const cmd = (
    run: string,
    { start, files = two, service }: { start?: string; files?: Record<string, string>; service?: string } = {},
  ) => configOf(made({ dockerfile: dockerfile(run, start), files, ...(service ? { service } : {}) })).cmd;

  it.each([
    ["go build -o /out/api ./cmd/api", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["go build -o /out/api example.com/shop/cmd/api", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["go build -o /out/api /app/cmd/api/main.go", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["cd cmd/api && go build -o /out/api", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["go build -C cmd/api -o /out/api .", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["go build -o /out/api ./cmd/$CMD", undefined, "go build -o /tmp/gdev/main ./cmd/worker"],
    ["go build -o /out/ ./...", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    ["go install ./cmd/...", "/go/bin/worker", "go build -o /tmp/gdev/main ./cmd/worker"],
    ["make build", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
    [
      "go build -o /out/api ./cmd/api && go build -o /out/worker ./cmd/worker",
      "/out/worker",
      "go build -o /tmp/gdev/main ./cmd/worker",
    ],
    [
      "go build -o /out/api ./cmd/api && go build -o /out/worker ./cmd/worker",
      "/usr/bin/shop",
      "go build -o /tmp/gdev/main ./cmd/api",
    ],
    [
      'CGO_ENABLED=1 GOOS=linux go build -a -tags "fts5" -ldflags "-s -w -X main.v=1" -mod=vendor -o /out/api ./cmd/api',
      undefined,
      "CGO_ENABLED=1 go build -tags=fts5 -mod=vendor -o /tmp/gdev/main ./cmd/api",
    ],
    [
      "go install github.com/swaggo/swag/cmd/swag@v1 && go build -o /out/api ./cmd/api",
      undefined,
      "go build -o /tmp/gdev/main ./cmd/api",
    ],
    [
      "go build -o /out/x ./cmd/worker && go install example.com/tools/swag@v1",
      undefined,
      "go build -o /tmp/gdev/main ./cmd/worker",
    ],
    ["go build -o /out/api ./cmd/gone", undefined, "go build -o /tmp/gdev/main ./cmd/api"],
  ])("%s, started %s: %s", (run, start, expected) => expect(cmd(run, start ? { start } : {})).toBe(JSON.stringify(expected)));

  it("a module in a folder of the context is where go runs, and the source stays whole", () => {
    const text = 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN cd backend && go build -o /server ./cmd/api\nCMD ["/server"]';
    const stage = made({
      dockerfile: text,
      files: { "backend/go.mod": "module b\n", "backend/cmd/api/main.go": goMain, "web/x.js": "" },
    });
    expect(stage.mount).toEqual({ source: "/work/demo", target: "/app" });
    expect(stage.stage.workdir).toBe("/app/backend");
    expect(configOf(stage)).toMatchObject({ cmd: '"go build -o /tmp/gdev/main ./cmd/api"', tmp_dir: '"../../tmp/gdev"' });
  });

  it.each([
    ["COPY cmd ./cmd\nCOPY internal ./internal", { source: "/work/demo", target: "/app" }],
    ["COPY go.mod .\nCOPY cmd/ /app/cmd/", { source: "/work/demo", target: "/app" }],
    ["COPY . /srv/shop", { source: "/work/demo", target: "/srv/shop" }],
  ])("the source is where the Dockerfile copies it: %s", (copies, mount) => {
    const text = `FROM golang:1.26\nWORKDIR /app\n${copies}\nRUN go build -o /out/api ./cmd/api\nCMD ["/out/api"]`;
    expect(made({ dockerfile: text, files: two }).mount).toEqual(mount);
  });

  describe("a module that uses others beside it", () => {
    const text = (env: string, run: string) =>
      `FROM golang:1.26 AS b\n${env}\nWORKDIR /app\nCOPY . .\nRUN ${run}\nFROM scratch\nCOPY --from=b /server /\nCMD ["/server"]`;
    const apart = {
      "services/api/go.mod": "module a\n\nreplace shared => ../../shared\n",
      "services/api/main.go": goMain,
      "shared/go.mod": "module shared\n",
    };
    const together = { ...apart, "go.work": "go 1.26\n\nuse ./services/api\nuse ./shared\n" };
    const atTop = "go build -o /tmp/gdev/main ./services/api";
    const inModule = "cd services/api && go build -o /tmp/gdev/main .";
    const startInModule = "cd services/api && exec /tmp/gdev/main";

    it.each([
      ["a go.work is for go at the top", together, "", "go build -o /server ./services/api", atTop, "exec /tmp/gdev/main"],
      ["without it go runs in the module", apart, "", "cd services/api && go build -o /server", inModule, startInModule],
      [
        "GOWORK=off is without it",
        together,
        "ENV GOWORK=off",
        "cd services/api && go build -o /server .",
        inModule,
        startInModule,
      ],
      [
        "also for one command",
        together,
        "",
        "cd services/api && GOWORK=off go build -o /server .",
        inModule.replace("go build", "GOWORK=off go build"),
        startInModule,
      ],
    ] as const)("%s; all of the source is watched", (_, files, env, run, cmd, start) => {
      const stage = made({ dockerfile: text(env, run), files });
      expect(configOf(stage)).toMatchObject({ cmd: JSON.stringify(cmd), full_bin: JSON.stringify(start) });
      expect(stage).toMatchObject({ stage: { workdir: "/app" }, mount: { source: "/work/demo", target: "/app" } });
    });
  });

  it.each([
    ["COPY web/templates ./templates", "cd web && exec /tmp/gdev/main"],
    ["COPY --from=builder /app/web/templates templates", "cd web && exec /tmp/gdev/main"],
    ["COPY web/templates ./", "cd web/templates && exec /tmp/gdev/main"],
    ["COPY web/templates ./templates\nCOPY migrations ./migrations", "exec /tmp/gdev/main"],
    ["COPY web/templates ./views\nCOPY web/wait.sh .", "exec /tmp/gdev/main"],
    ["COPY web/templates /templates", "exec /tmp/gdev/main"],
    ["", "exec /tmp/gdev/main"],
  ])("it runs in the folder that production's working directory is like: %s", (copies, expected) => {
    const dockerfile = `FROM golang:1.26 AS builder
WORKDIR /app
COPY . .
RUN go build -o web/server ./cmd
FROM alpine
WORKDIR /srv
COPY --from=builder /app/web/server .
${copies}
CMD ["./server"]`;
    const files = {
      "go.mod": "module x\n",
      "cmd/main.go": goMain,
      "web/templates/a.html": "",
      "web/wait.sh": "",
      "web/server": "",
      "migrations/1.sql": "",
    };
    expect(configOf(made({ dockerfile, files })).full_bin).toBe(JSON.stringify(expected));
  });

  it("several programs in one folder are told apart by file", () => {
    const text = 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o /one one.go\nCMD ["/one"]';
    expect(configOf(made({ dockerfile: text, files: { "go.mod": "module x\n", "one.go": goMain, "two.go": goMain } })).cmd).toBe(
      '"go build -o /tmp/gdev/main one.go"',
    );
  });

  it.each([
    ["", "exec /tmp/gdev/main"],
    ["command: [serve, --port, '80']", "exec /tmp/gdev/main --port 80"],
    ["entrypoint: [/out/api], command: [serve, 'a b', $$HOME]", "exec /tmp/gdev/main serve 'a b' '$HOME'"],
    [
      "entrypoint: [wait-for.sh, 'db:5432', --], command: [/out/api, -v], depends_on: { db: { condition: service_started } }",
      "exec /tmp/gdev/main -v",
    ],
    ["entrypoint: [sh, -c, './migrate && exec /out/api --port $$PORT']", "exec /tmp/gdev/main --port $PORT"],
  ])("with { %s } it starts as in production: %s", (service, expected) => {
    expect(configOf(made({ dockerfile: dockerfile("go build -o /out/api ./cmd/api"), files: two, service })).full_bin).toBe(
      JSON.stringify(expected),
    );
  });

  it("a project's own .air.toml is taken", () => {
    const stage = made({ dockerfile: article, files: { "go.mod": "module x\n", "main.go": goMain, ".air.toml": "" } });
    expect(instructionsOf(stage).at(-1)).toBe('CMD ["air","-c",".air.toml"]');
    expect(configOf(stage)).toEqual({});
  });

  it("a program's own .air.toml is taken where its module is, and air starts there", () => {
    const files = { "go.work": "", "api/go.mod": "module x\n", "api/main.go": goMain, "api/.air.toml": "" };
    const stage = made({ dockerfile: 'FROM golang\nWORKDIR /app\nCOPY . .\nRUN go build -o /x ./api\nCMD ["/x"]', files });
    expect(instructionsOf(stage).slice(-3)).toEqual(["WORKDIR /app/api", "ENTRYPOINT []", 'CMD ["air","-c",".air.toml"]']);
  });

  it.each([
    ['["/entrypoint.sh"]', '["serve", "--port", "80"]', "serve --port 80", "/entrypoint.sh"],
    ['["/entrypoint.sh"]', '["api", "-v"]', "-v", "/entrypoint.sh"],
    ['["/entrypoint.sh"]', '["/out/api", "-v"]', "-v", "/entrypoint.sh"],
    ['["/entrypoint.sh"]', "[]", "", "/entrypoint.sh"],
    ['["/entrypoint.sh", "--", "api"]', '["-v"]', "-v", "/entrypoint.sh"],
  ])("a script that starts the program is not started: ENTRYPOINT %s CMD %s", (entrypoint, command, args, script) => {
    const text = `${dockerfile("go build -o /out/api ./cmd/api").replace(/CMD .*$/, "")}ENTRYPOINT ${entrypoint}\nCMD ${command}`;
    const stage = made({ dockerfile: text, files: two });
    expect(configOf(stage).full_bin).toBe(JSON.stringify(`exec /tmp/gdev/main ${args}`.trim()));
    expect(stage.notes).toContain(`not started in dev: ${script}`);
  });

  it.each([
    ["mem_limit: '62914560'", "mem_limit"],
    ["deploy: { resources: { limits: { memory: '134217728' } } }", "deploy.resources.limits.memory"],
    ["mem_limit: '1073741824'", undefined],
    ["deploy: { resources: { limits: { cpus: 1 } } }", undefined],
  ])("a limit that is too narrow for the compiler is warned of: %s", (service, key) => {
    const { warnings } = made({ dockerfile: article, service });
    expect(warnings.map(({ remedy }) => remedy)).toEqual(key ? [`raise ${key}, such as to 1g`] : []);
  });

  it("behind a script it runs in the folder of what is copied beside it", () => {
    const text = `FROM golang:1.26 AS b
WORKDIR /src
COPY . .
RUN make
FROM alpine
WORKDIR /srv
COPY --from=b /src/bin/shop /usr/bin/
COPY assets/ .
ENTRYPOINT ["/entrypoint.sh"]`;
    const files = { "go.mod": "module x\n", "main.go": goMain, "assets/logo.txt": "" };
    const stage = made({ dockerfile: text, files });
    expect(configOf(stage).full_bin).toBe('"cd assets && exec /tmp/gdev/main"');
    expect(stage.notes).toContain("the program runs in /src/assets, which is like production's /srv");
  });

  it("saves in other programs alone start nothing anew", () => {
    const files = {
      ...two,
      "cmd/worker/internal/queue/q.go": "package queue\n",
      "cmd/web/main.go": goMain,
      "cmd/web/views/v.go": "package views\n",
      "tools/gen/main.go": goMain,
      "main.go": goMain,
    };
    const excluded = (more: Record<string, string>, build: string) =>
      configOf(made({ dockerfile: dockerfile(build), files: more })).exclude_dir;
    expect(excluded(files, "go build -o /out/api ./cmd/api")).toBe(
      '["tmp", "vendor", "testdata", "node_modules", "cmd/worker", "tools/gen"]',
    );
    expect(excluded(files, "go build -o /out/api .")).toContain('"cmd/api", "cmd/worker", "tools/gen"]');
    const apart = { "b/go.mod": "module b\n", "b/cmd/x/main.go": goMain, "b/cmd/y/main.go": goMain, "a/main.go": goMain };
    expect(excluded(apart, "cd b && go build -o /out/api ./cmd/x")).toBe(
      '["tmp", "vendor", "testdata", "node_modules", "cmd/y"]',
    );
  });

  it("embedded files are watched, whatever they are", () => {
    const files = {
      "go.mod": "module x\n",
      "main.go": `//go:embed web/* "all:data"\n${goMain}`,
      "web/a.css": "",
      "web/deep/b.svg": "",
      "data/c.csv": "",
      "other/d.png": "",
    };
    expect(JSON.parse(configOf(made({ dockerfile: article, files })).include_ext ?? "[]")).toEqual(
      expect.arrayContaining(["go", "css", "svg", "csv"]),
    );
    expect(configOf(made({ dockerfile: article, files })).include_ext).not.toContain("png");
  });

  it("polls where saves give no events", () => expect(configOf(made({ dockerfile: article, mustPoll: true })).poll).toBe("true"));

  it.each([
    ["no WORKDIR", 'FROM golang:1.26\nCOPY . .\nRUN go build -o /server .\nCMD ["/server"]'],
    ["a folder with other things in it", 'FROM golang:1.26\nWORKDIR /go\nCOPY . .\nRUN go build -o /server .\nCMD ["/server"]'],
  ])("%s: the source is at /app", (_, text) => {
    expect(made({ dockerfile: text }).mount.target).toBe("/app");
    expect(made({ dockerfile: text }).stage.workdir).toBe("/app");
  });
});

describe("no stage is made", () => {
  it.each([
    [
      "no program in the context",
      { dockerfile: article, files: { "go.mod": "module x\n", "lib.go": "package lib\n" } },
      /^no package main in \/work\/demo$/,
    ],
    [
      "another language",
      { dockerfile: 'FROM rust:1 AS b\nFROM debian\nCOPY --from=b /x /x\nCMD ["/x"]' },
      /knows no live reload .*go, node, python/,
    ],
    [
      "a built file that the source does not have",
      { dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "dist/index.js"]', files: { "src/index.ts": "" } },
      /node dist\/index\.js/,
    ],
    [
      "a Node.js without --watch",
      { dockerfile: 'FROM node:16\nWORKDIR /app\nCOPY . .\nCMD ["node", "a.js"]', files: { "a.js": "" } },
      /^node 16 has no live reload/,
    ],
  ])("%s", (_, shape, why) => {
    const found = madeOf(shape);
    expect("stage" in found ? "" : found.why).toMatch(why);
  });
});

describe("other languages", () => {
  it("node: packages as the Dockerfile installs them, node --watch on the mounted source", () => {
    const dockerfile =
      'FROM node:22-alpine\nWORKDIR /srv/app\nCOPY package*.json package-lock.json ./\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node", "server.js", "--port", "80"]';
    const stage = made({
      dockerfile: dockerfile.replace("COPY package*.json package-lock.json ./\n", ""),
      files: { "server.js": "", "package.json": "" },
    });
    expect(instructionsOf(stage)).toEqual([
      "WORKDIR /srv/app",
      "COPY package.json ./",
      "RUN npm ci",
      "USER node",
      "WORKDIR /srv/app",
      'CMD ["node","--watch","server.js","--port","80"]',
    ]);
    expect(stage).toMatchObject({ mount: { source: "/work/demo", target: "/srv/app" }, kept: ["/srv/app/node_modules"] });
  });

  it("python: a reloader of the framework, or watchdog", () => {
    const dockerfile = (start: string) =>
      `FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ${start}`;
    const files = { "app.py": "", "requirements.txt": "" };
    expect(instructionsOf(made({ dockerfile: dockerfile('["uvicorn", "app:app"]'), files })).at(-1)).toBe(
      'CMD ["python","-m","uvicorn","app:app","--reload"]',
    );
    const plain = instructionsOf(made({ dockerfile: dockerfile('["python", "app.py"]'), files }));
    expect(plain).toContain("RUN pip install --no-cache-dir watchdog==6.0.0");
    expect(plain.at(-1)).toContain('"watchmedo"');
  });
});

describe("the Target and the Override of a made stage", () => {
  const services = (fields: string) =>
    `api: { build: { context: /work/demo, dockerfile: Dockerfile.go }, ${fields} }\ndb: { image: postgres }`;
  const targets = (fields: string, mode: "dev" | "prod" = "dev") => {
    const project = projectOf(services(fields));
    const [api] = project.services;
    if (!api) throw new Error("no service");
    const stage = made({ dockerfile: article, service: fields });
    return { project, target: chooseTarget({ projectName: "demo", service: api, stages: stagesOf(article), mode, made: stage }) };
  };
  const changed = (fields: string, mode?: "dev" | "prod") => {
    const { project, target } = targets(fields, mode);
    return makeOverride(project, [target]);
  };

  it("is a dev Target; production stays as it is", () => {
    expect(targets("").target).toMatchObject({
      mode: "dev",
      stageName: "gdev-dev",
      image: "demo-api:dev",
      composed: "prod",
      warnings: [],
    });
    expect(targets("", "prod").target).toMatchObject({ mode: "prod", image: "demo-api:prod" });
    expect(targets("", "prod").target.made).toBeUndefined();
  });

  it("is not taken where x-gdev.dev is none, and then nobody is warned", () => {
    expect(targets("x-gdev: { dev: none }").target).toMatchObject({
      mode: "prod",
      reason: expect.stringContaining("x-gdev.dev: none"),
      warnings: [],
    });
  });

  it("can be asked for by its name", () => {
    const { project } = targets("");
    const [service] = project.services;
    if (!service) throw new Error("no service");
    const question = { projectName: "demo", service, stages: stagesOf(article), mode: "prod", explicit: "gdev-dev" } as const;
    expect(chooseTarget({ ...question, made: made({ dockerfile: article }) }).mode).toBe("dev");
    expect(() => chooseTarget(question)).toThrow(/gdev-dev/);
  });

  it("replaces the Dockerfile, mounts the source, starts its own command", () => {
    const { services: all } = changed(
      'entrypoint: [/app/wait-for.sh, "db:5432", --], command: [/app/main], depends_on: { db: { condition: service_started } }',
    );
    expect(all.api).toMatchObject({
      target: "gdev-dev",
      image: "demo-api:dev",
      entrypoint: null,
      command: null,
      addedMounts: [{ source: "/work/demo", target: "/app" }],
      addedVolumes: { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/root/.cache/go-build" },
    });
    expect(all.api?.reasons.join("\n")).toContain("replaced");
  });

  it("leaves out the mount that is there, and what the compose file has for production only", () => {
    const own = changed(
      "user: '1000', working_dir: /srv, read_only: true, tmpfs: [/tmp], volumes: [{ type: bind, source: /work/demo, target: /app }], healthcheck: { test: [CMD, /app/main, -health] }",
    ).services.api;
    expect(own).toMatchObject({ droppedKeys: ["user", "working_dir", "read_only", "tmpfs"], healthcheckDisabled: true });
    expect(own).not.toHaveProperty("addedMounts");
    expect(own?.addedVolumes).toBeDefined();
  });

  it("is written as YAML that Compose takes: no dockerfile beside the text, dollars doubled", () => {
    const yaml = overrideYaml(changed(""));
    expect(yaml).toContain("dockerfile: !reset null");
    expect(yaml).toMatch(/dockerfile_inline: \|\n/);
    expect(yaml).toContain("$$(go env GOPROXY)");
    expect(yaml).not.toMatch(/[^$]\$\(go env/);
    expect(yaml).toMatch(/- type: bind\n\s+source: \/work\/demo\n\s+target: \/app/);
  });
});
