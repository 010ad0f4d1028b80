import { type CaseTable, lines, services } from "./case.ts";

const sixStages = lines(
  "FROM golang:1.26-alpine AS base",
  "WORKDIR /app",
  "FROM base AS builder",
  "COPY . .",
  "RUN go build -o server .",
  "FROM golang:1.26-alpine AS dev",
  "WORKDIR /app",
  'CMD ["air"]',
  "FROM alpine:3.22 AS runner",
  "WORKDIR /app",
  "COPY --from=builder /app/server .",
  'ENTRYPOINT ["/app/server"]',
);
const devLast = lines(
  "FROM golang:1.26 AS builder",
  "RUN go build -o /app .",
  "FROM alpine:3.22 AS runner",
  "COPY --from=builder /app /app",
  'CMD ["/app"]',
  "FROM golang:1.26 AS dev",
  'CMD ["air"]',
);

export const stageCases: CaseTable = {
  GD101: {
    bad: [
      {
        files: {
          "compose.yml": services("api:", "  build:", "    context: .", "    target: runner-alpine # 本番"),
          Dockerfile: sixStages,
        },
        at: ["compose.yml:5 runner-alpine"],
        says: "runner-alpine",
        fixed: { "compose.yml": services("api:", "  build:", "    context: .", "    target: runner # 本番") },
      },
      {
        files: { Dockerfile: sixStages, "README.md": "```\ndocker build --target runner-alpine -t app .\n```\n" },
        at: ["README.md:2 runner-alpine"],
        fixed: { "README.md": "```\ndocker build --target runner -t app .\n```\n" },
      },
      {
        files: { "compose.yml": services("api:", "  build: { context: ., target: qqqqq }"), Dockerfile: sixStages },
        at: ["compose.yml:3 qqqqq"],
      },
    ],
    good: [
      { files: { "compose.yml": services("api:", "  build: { context: ., target: Runner }"), Dockerfile: sixStages } },
      { files: { Dockerfile: sixStages, "build.sh": "docker build --target dev .\ndocker build -f other --target nothing .\n" } },
    ],
  },
  GD102: {
    bad: [
      {
        files: { "compose.yml": services("api:", "  build:", "    context: ."), Dockerfile: devLast },
        at: ["compose.yml:3 build"],
        says: "dev",
        fixed: { "compose.yml": services("api:", "  build:", "    context: .", "    target: dev") },
      },
      { files: { "compose.yml": services("api:", "  build: ."), Dockerfile: devLast }, at: ["compose.yml:3 build"] },
      { files: { Dockerfile: devLast }, at: ["Dockerfile:6 FROM golang:1.26 AS dev"] },
    ],
    good: [
      { files: { "compose.yml": services("api:", "  build: { context: ., target: dev }"), Dockerfile: devLast } },
      { files: { "compose.yml": services("api:", "  build: ."), Dockerfile: sixStages } },
    ],
  },
  GD103: {
    bad: [
      {
        files: {
          "docker-compose.yml":
            'version: "3.3"\nservices:\n  go:\n    build:\n      context: .\n      # 開発\n      args:\n        - target=dev # ここ\n    volumes:\n      - .:/app\n',
          Dockerfile: sixStages,
        },
        at: ["docker-compose.yml:8 target=dev"],
        says: "runner",
        safe: true,
        fixed: {
          "docker-compose.yml":
            'version: "3.3"\nservices:\n  go:\n    build:\n      context: .\n      # 開発\n      target: dev\n        # ここ\n    volumes:\n      - .:/app\n',
        },
      },
      {
        files: { "compose.yml": services("api:", "  build: { context: ., args: [target=dev] }"), Dockerfile: sixStages },
        at: ["compose.yml:3 target=dev"],
        safe: true,
        fixed: { "compose.yml": services("api:", "  build: { context: ., target: dev }") },
      },
      {
        files: {
          "compose.yml": services("api:", "  build:", "    args:", "      STAGE: dev", "      OTHER: x"),
          Dockerfile: `${sixStages}ARG OTHER\n`,
        },
        at: ["compose.yml:5 STAGE"],
        safe: true,
        fixed: { "compose.yml": services("api:", "  build:", "    target: dev", "    args:", "      OTHER: x") },
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services("api:", "  build: { context: ., target: dev, args: [target=dev] }"),
          Dockerfile: sixStages,
        },
      },
      { files: { "compose.yml": services("api:", "  build: { args: [target=dev] }"), Dockerfile: `ARG target\n${sixStages}` } },
      { files: { "compose.yml": services("api:", "  build: { args: [target=nothing] }"), Dockerfile: sixStages } },
    ],
  },
  GD104: {
    bad: [
      {
        files: {
          "compose.yml": services("api:", "  build:", "    args:", '      GO_VER: "1.26"'),
          Dockerfile: `ARG GO_VERSION=1\n${sixStages}`,
        },
        at: ["compose.yml:5 GO_VER"],
        says: "GO_VER",
      },
      {
        files: {
          "compose.yml": services("api:", "  build: { args: [VERSION=1] }"),
          Dockerfile: lines("FROM a AS x", "ARG VERSION", "FROM b AS y"),
        },
        at: ["compose.yml:3 VERSION=1"],
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services("api:", "  build: { args: [VERSION=1, HTTP_PROXY=x, BUILDKIT_INLINE_CACHE=1] }"),
          Dockerfile: lines("FROM a", "ARG VERSION"),
        },
      },
      { files: { "compose.yml": services("api:", "  build: { args: [target=dev] }"), Dockerfile: sixStages } },
    ],
  },
  GD105: {
    bad: [
      {
        files: { Dockerfile: "FROM golang:1.26 as base\r\n# 実行\r\nFROM base As run\r\n" },
        at: ["Dockerfile:1 as", "Dockerfile:3 As"],
        safe: true,
        fixed: { Dockerfile: "FROM golang:1.26 AS base\r\n# 実行\r\nFROM base AS run\r\n" },
      },
      { files: { Dockerfile: "from a AS b\n" }, at: ["Dockerfile:1 AS"], safe: true, fixed: { Dockerfile: "from a as b\n" } },
    ],
    good: [{ files: { Dockerfile: "FROM a AS b\nFROM b\n" } }, { files: { Dockerfile: "from a as b\n" } }],
  },
  GD107: {
    bad: [
      {
        files: {
          "build.sh": lines(
            "#!/bin/sh",
            "docker build -t app:build -f Dockerfile.build .",
            "docker container create --name extract app:build",
            "docker container cp extract:/src/app ./app",
          ),
          "Dockerfile.build": "FROM golang:1.26\n",
        },
        at: ["build.sh:4 docker container cp extract:/src/app ./app"],
      },
      {
        files: { Makefile: "image:\n\tdocker build -t b .\n\tdocker cp x:/app app\n\tdocker build -t r run\n" },
        at: ["Makefile:3 docker cp x:/app app"],
      },
    ],
    good: [{ files: { "copy.sh": "docker cp x:/data .\n" } }, { files: { "build.sh": "docker build .\ndocker build other\n" } }],
  },
  GD108: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang:1.26", "COPY . .", "RUN go build hello.go", 'CMD ["./hello"]') },
        at: ["Dockerfile:1 FROM golang:1.26"],
        says: "golang:1.26",
      },
      {
        files: { Dockerfile: lines("FROM golang:1.26 AS base", "FROM base AS runner", 'CMD ["./hello"]') },
        at: ["Dockerfile:1 FROM golang:1.26 AS base"],
      },
    ],
    good: [{ files: { Dockerfile: sixStages } }, { files: { Dockerfile: lines("FROM golang:1.26 AS dev", 'CMD ["air"]') } }],
  },
  GD109: {
    bad: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26 AS base",
            "FROM base AS deps",
            "RUN go mod download",
            "# 組み立て",
            "FROM base AS builder",
            "COPY --from=deps /go/pkg /go/pkg",
            "COPY . .",
          ),
        },
        at: ["Dockerfile:6 COPY --from=deps /go/pkg /go/pkg"],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS base",
            "FROM base AS deps",
            "RUN go mod download",
            "# 組み立て",
            "FROM deps AS builder",
            "COPY . .",
          ),
        },
      },
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.25 AS deps",
            "FROM golang:1.26 AS b",
            "COPY --from=deps --chown=1 /go/pkg/mod /go/pkg/mod",
          ),
        },
        at: ["Dockerfile:3 COPY --from=deps --chown=1 /go/pkg/mod /go/pkg/mod"],
      },
    ],
    good: [
      { files: { Dockerfile: sixStages } },
      {
        files: { Dockerfile: lines("FROM a AS b", "FROM c", "COPY --from=other/image /go/pkg /x", "COPY --from=b /go/pkgs /x") },
      },
    ],
  },
};
