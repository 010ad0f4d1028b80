import { type CaseTable, lines, services } from "./case.ts";

const server = lines("package main", "", 'import "net/http"', "", 'func main() { http.ListenAndServe(":8080", nil) }');
const prints = lines("package main", "", 'import "fmt"', "", 'func main() { fmt.Println("hi") }');
const sqlite = lines(
  "module example.com/demo",
  "",
  "go 1.26",
  "",
  "require (",
  "\tgithub.com/mattn/go-sqlite3 v1.14.15 // indirect",
  ")",
);
const plain = lines("module example.com/demo", "", "go 1.26");
const asks = lines("package main", "", 'import "net/http"', "", 'func main() { http.Get("https://example.com") }');
const zones = lines("package main", "", 'import "time"', "", 'func main() { time.LoadLocation("Asia/Tokyo") }');
const built = (builder: string, run: string, runner: string, ...more: readonly string[]): string =>
  lines(`FROM ${builder} AS builder`, ...more, `RUN ${run}`, `FROM ${runner}`, "COPY --from=builder /app /app", 'CMD ["/app"]');

export const programCases: CaseTable = {
  GD140: {
    bad: [
      {
        files: { Dockerfile: built("golang:1.26", "go build -o /app .", "alpine:3.22"), "main.go": server, "go.mod": plain },
        at: ["Dockerfile:2 go build -o /app ."],
        says: "net/http",
        fixed: { Dockerfile: built("golang:1.26", "CGO_ENABLED=0 go build -o /app .", "alpine:3.22") },
      },
      {
        files: {
          Dockerfile: built(
            "golang:1.26-alpine",
            "go build -o /app .",
            "gcr.io/distroless/static-debian13",
            "RUN apk add gcc musl-dev",
          ),
          "main.go": prints,
          "go.mod": sqlite,
        },
        at: ["Dockerfile:3 go build -o /app ."],
        says: "go-sqlite3",
      },
      {
        files: {
          Dockerfile: built("golang:1.26", "CGO_ENABLED=1 go build -o /app .", "scratch"),
          "main.go": server,
          "go.mod": plain,
        },
        at: ["Dockerfile:2 go build -o /app ."],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: built("golang:1.26", "CGO_ENABLED=0 go build -o /app .", "alpine:3.22"),
          "main.go": server,
          "go.mod": plain,
        },
      },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "scratch", "ENV CGO_ENABLED=0"),
          "main.go": server,
          "go.mod": plain,
        },
      },
      { files: { Dockerfile: built("golang:1.26", "go build hello.go", "alpine:3.15"), "hello.go": prints } },
      { files: { Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "scratch"), "main.go": server, "go.mod": plain } },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "debian:trixie-slim"),
          "main.go": server,
          "go.mod": plain,
        },
      },
      {
        files: {
          Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "alpine:3.22", "RUN apk add build-base"),
          "main.go": server,
          "go.mod": sqlite,
        },
      },
    ],
  },
  GD141: {
    bad: [
      {
        files: {
          Dockerfile: built("golang:1.26-alpine", "CGO_ENABLED=0 GOOS=linux go build -o /app .", "alpine:3.22"),
          "main.go": prints,
          "go.mod": sqlite,
        },
        at: ["Dockerfile:2 CGO_ENABLED=0"],
        says: "go-sqlite3",
        fixed: { Dockerfile: built("golang:1.26-alpine", "GOOS=linux go build -o /app .", "alpine:3.22") },
      },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "debian:13", "ARG CGO_ENABLED=0"),
          "main.go": prints,
          "go.mod": sqlite,
        },
        at: ["Dockerfile:2 CGO_ENABLED=0"],
        fixed: { Dockerfile: built("golang:1.26", "go build -o /app .", "debian:13", "ARG CGO_ENABLED=1") },
      },
    ],
    good: [
      {
        files: {
          Dockerfile: built("golang:1.26", "CGO_ENABLED=0 go build -o /app .", "scratch"),
          "main.go": prints,
          "go.mod": plain,
        },
      },
      { files: { Dockerfile: built("golang:1.26", "go build -o /app .", "debian:13"), "main.go": prints, "go.mod": sqlite } },
    ],
  },
  GD142: {
    bad: [
      {
        files: {
          Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "alpine:3.22"),
          "main.go": prints,
          "go.mod": sqlite,
        },
        at: ["Dockerfile:1 FROM golang:1.26-alpine AS builder"],
        fixed: {
          Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "alpine:3.22", "RUN apk add --no-cache gcc musl-dev"),
        },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.26-alpine AS dev", 'CMD ["air"]'), "main.go": prints, "go.mod": sqlite },
        at: ["Dockerfile:1 FROM golang:1.26-alpine AS dev"],
        fixed: { Dockerfile: lines("FROM golang:1.26-alpine AS dev", "RUN apk add --no-cache gcc musl-dev", 'CMD ["air"]') },
      },
    ],
    good: [
      {
        files: {
          Dockerfile: built(
            "golang:1.26-alpine",
            "go build -o /app .",
            "alpine:3.22",
            "RUN apk update && apk add --no-cache gcc musl-dev",
          ),
          "main.go": prints,
          "go.mod": sqlite,
        },
      },
      { files: { Dockerfile: built("golang:1.26", "go build -o /app .", "debian:13"), "main.go": prints, "go.mod": sqlite } },
      {
        files: {
          Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "alpine:3.22"),
          "main.go": prints,
          "go.mod": plain,
        },
      },
    ],
  },
  GD143: {
    bad: [
      {
        files: { Dockerfile: built("golang:1.22-alpine3.19", "go build -o /app .", "alpine:3.19"), "go.mod": sqlite },
        at: ["Dockerfile:1 golang:1.22-alpine3.19"],
        says: "v1.14.15 on Alpine 3.19",
      },
      {
        files: { Dockerfile: built("golang:1.26-alpine", "go build -o /app .", "alpine:3.22"), "go.mod": sqlite },
        at: ["Dockerfile:1 golang:1.26-alpine"],
        says: "on Alpine 3.19 or later",
      },
    ],
    good: [
      { files: { Dockerfile: built("golang:1.20-alpine3.17", "go build -o /app .", "alpine:3.17"), "go.mod": sqlite } },
      {
        files: {
          Dockerfile: built("golang:1.22-alpine3.19", "go build -o /app .", "alpine:3.19"),
          "go.mod": sqlite.replace("14.15", "14.22"),
        },
      },
      { files: { Dockerfile: built("golang:1.22-alpine", "go build -o /app .", "alpine:3.19"), "go.mod": sqlite } },
      { files: { Dockerfile: built("golang:1.26", "go build -o /app .", "debian:13"), "go.mod": sqlite } },
    ],
  },
  GD147: {
    bad: [
      {
        files: {
          "compose.yml": services("api:", "  build: ."),
          Dockerfile: lines("FROM alpine:3.17", "WORKDIR /app", 'CMD ["./x"]'),
          "go.mod": sqlite,
          "db.go": lines("package main", "", "func open() {", '\tdb, err := gorm.Open("sqlite3", "./../gorm.db")', "}"),
        },
        at: ['db.go:4 "./../gorm.db"'],
        says: "/gorm.db",
      },
      {
        files: {
          "compose.yml": services("api:", "  build: .", "  volumes: [data:/database]"),
          Dockerfile: lines("FROM alpine:3.17", 'CMD ["/x"]'),
          "go.mod": sqlite,
          "db.go": 'package main\nvar name = "file:/data/app.db?cache=shared"\n',
        },
        at: ['db.go:2 "file:/data/app.db?cache=shared"'],
        says: "/data/app.db",
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services("api:", "  build: .", "  volumes: [data:/data]"),
          Dockerfile: lines("FROM alpine:3.17", "WORKDIR /data", 'CMD ["./x"]'),
          "go.mod": sqlite,
          "db.go": 'package main\nvar name = "app.db"\n',
        },
      },
      { files: { Dockerfile: "FROM alpine:3.17\n", "go.mod": plain, "db.go": 'package main\nvar name = "app.db"\n' } },
      { files: { Dockerfile: "FROM alpine:3.17\n", "go.mod": sqlite, "db.go": 'package main\nvar name = "/data/app.db"\n' } },
    ],
  },
  GD150: {
    bad: [
      {
        files: { Dockerfile: built("golang:1.26", "go build -o /app .", "scratch"), "main.go": asks },
        at: ["Dockerfile:3 FROM scratch"],
        says: "looks like",
        fixed: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "scratch").replace(
            'CMD ["/app"]',
            'COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCMD ["/app"]',
          ),
        },
      },
    ],
    good: [
      { files: { Dockerfile: built("golang:1.26", "go build -o /app .", "scratch"), "main.go": server } },
      { files: { Dockerfile: built("golang:1.26", "go build -o /app .", "gcr.io/distroless/static-debian13"), "main.go": asks } },
      {
        files: {
          Dockerfile: `${built("golang:1.26", "go build -o /app .", "scratch")}COPY --from=builder /etc/ssl/certs/ /etc/ssl/certs/\n`,
          "main.go": asks,
        },
      },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "scratch"),
          "main.go": lines("package main", "// http.Get is not called", "func main() {}"),
        },
      },
    ],
  },
  GD151: {
    bad: [
      {
        files: { Dockerfile: built("golang:1.26", "go build -o /app .", "alpine:3.22"), "main.go": zones },
        at: ["Dockerfile:3 FROM alpine:3.22"],
        says: "time.LoadLocation",
        fixed: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "alpine:3.22").replace(
            "FROM alpine:3.22\n",
            "FROM alpine:3.22\nRUN apk add --no-cache tzdata\n",
          ),
        },
      },
      {
        files: {
          "compose.yml": services("api:", "  build: .", "  environment: { TZ: Asia/Tokyo }"),
          Dockerfile: built("golang:1.26", "go build -o /app .", "scratch"),
          "main.go": prints,
        },
        at: ["Dockerfile:3 FROM scratch"],
        says: "TZ=Asia/Tokyo",
      },
    ],
    good: [
      {
        files: { Dockerfile: built("golang:1.26", "go build -o /app .", "gcr.io/distroless/static-debian13"), "main.go": zones },
      },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "alpine:3.22"),
          "main.go": zones.replace('import "time"', 'import "time"\nimport _ "time/tzdata"'),
        },
      },
      { files: { Dockerfile: built("golang:1.26", "go build -tags timetzdata -o /app .", "alpine:3.22"), "main.go": zones } },
      {
        files: {
          Dockerfile: built("golang:1.26", "go build -o /app .", "alpine:3.22"),
          "main.go": zones.replace("Asia/Tokyo", "UTC"),
        },
      },
      {
        files: {
          Dockerfile: lines("FROM alpine:3.22", "RUN apk --no-cache add ca-certificates tzdata", 'CMD ["/app"]'),
          "main.go": zones,
        },
      },
    ],
  },
};
