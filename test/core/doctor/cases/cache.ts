import { type CaseTable, lines } from "./case.ts";

const goMod = lines("module example.com/demo", "", "go 1.26");
const main = lines("package main", "", "func main() {}");

export const cacheCases: CaseTable = {
  GD130: {
    bad: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "WORKDIR /app",
            "COPY go.mod go.sum main.go ./",
            "# 取得",
            "RUN go mod download",
            "RUN go build .",
          ),
        },
        at: ["Dockerfile:5 RUN go mod download"],
        says: "main.go",
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "WORKDIR /app",
            "COPY go.mod go.sum* ./",
            "RUN go mod download",
            "COPY go.mod go.sum main.go ./",
            "# 取得",
            "RUN go build .",
          ),
        },
      },
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "COPY go.mod ./",
            "COPY ./go.sum ./",
            "COPY main.go lib ./",
            "RUN go mod download",
            "RUN go build .",
          ),
        },
        at: ["Dockerfile:5 RUN go mod download"],
        says: "main.go, lib",
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "COPY go.mod ./",
            "COPY ./go.sum ./",
            "RUN go mod download",
            "COPY main.go lib ./",
            "RUN go build .",
          ),
        },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.26 AS b", "COPY . .", "RUN apk add git && go mod download") },
        at: ["Dockerfile:3 RUN apk add git && go mod download"],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "COPY go.mod go.sum* go.work vendor ./",
            "RUN go mod download",
            "COPY . .",
            "RUN go build .",
          ),
        },
      },
      { files: { Dockerfile: lines("FROM golang:1.26", "COPY --from=x /etc/a /etc/a", "RUN go mod download") } },
      {
        files: {
          Dockerfile: lines("FROM golang:1.26", "COPY go.mod ./", "COPY libs ./libs", "RUN go mod download"),
          "go.mod": "module shop\n\ngo 1.26\n\nreplace example.com/libs => ./libs\n",
        },
      },
    ],
  },
  GD132: {
    bad: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26 AS deps",
            "RUN go mod download",
            "FROM deps AS builder",
            "RUN --mount=type=cache,target=/go/pkg/mod go build -o /app .",
          ),
        },
        at: ["Dockerfile:4 RUN --mount=type=cache,target=/go/pkg/mod go build -o /app ."],
        says: "hides",
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS deps",
            "RUN --mount=type=cache,target=/go/pkg/mod go mod download",
            "FROM deps AS builder",
            "RUN --mount=type=cache,target=/go/pkg/mod go build -o /app .",
          ),
        },
      },
      {
        files: {
          Dockerfile: lines("FROM golang:1.26", "RUN --mount=type=cache,target=/go/pkg/mod go mod download", "RUN go build ."),
        },
        at: ["Dockerfile:3 RUN go build ."],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN --mount=type=cache,target=/go/pkg/mod go mod download",
            "RUN --mount=type=cache,target=/go/pkg/mod go build .",
          ),
        },
      },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN go mod download",
            "RUN --mount=type=cache,target=/root/.cache/go-build go build .",
          ),
        },
      },
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN --mount=type=cache,target=/go/pkg go mod download",
            "RUN --mount=type=cache,target=/go/pkg go build .",
          ),
        },
      },
    ],
  },
  GD133: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang:1.26 AS b", "RUN go mod download", "RUN go build -o /app ."), "go.mod": goMod },
        at: ["Dockerfile:3 go build -o /app ."],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "RUN --mount=type=cache,target=/go/pkg/mod go mod download",
            "RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod go build -o /app .",
          ),
        },
      },
      { files: { Dockerfile: lines("FROM golang:1.26", "USER 1000", "RUN go build .") }, at: ["Dockerfile:3 go build ."] },
    ],
    good: [
      { files: { Dockerfile: lines("FROM golang:1.26", "RUN --mount=type=cache,target=/root/.cache/go-build go build .") } },
    ],
  },
  GD134: {
    bad: [
      {
        files: { Dockerfile: "FROM golang:1.26\nCOPY ./go.mod ./go.sum ./\n", "go.mod": goMod },
        at: ["Dockerfile:2 ./go.sum"],
        safe: true,
        fixed: { Dockerfile: "FROM golang:1.26\nCOPY ./go.mod ./go.sum* ./\n" },
      },
      {
        files: { Dockerfile: 'FROM golang:1.26\nCOPY ["go.mod", "go.sum", "./"]\n', "go.mod": goMod },
        at: ['Dockerfile:2 "go.sum"'],
        safe: true,
        fixed: { Dockerfile: 'FROM golang:1.26\nCOPY ["go.mod", "go.sum*", "./"]\n' },
      },
      {
        files: {
          Dockerfile: "FROM golang:1.26\nRUN --mount=type=bind,source=go.sum,target=go.sum go mod download\n",
          "go.mod": goMod,
        },
        at: ["Dockerfile:2 --mount=type=bind,source=go.sum,target=go.sum"],
      },
    ],
    good: [
      { files: { Dockerfile: "FROM golang:1.26\nCOPY go.mod go.sum ./\n", "go.mod": goMod, "go.sum": "" } },
      { files: { Dockerfile: "FROM golang:1.26\nCOPY go.mod go.sum* ./\nCOPY --from=x go.sum .\n", "go.mod": goMod } },
    ],
  },
  GD135: {
    bad: [
      {
        files: { Dockerfile: "FROM golang:1.26\nCOPY . .\nRUN cd src && go build -o app .\n", "main.go": main },
        at: ["Dockerfile:3 go build -o app ."],
        says: "no go.mod",
      },
      {
        files: { Dockerfile: "FROM golang:1.26\nCOPY src .\nRUN go build hello.go\n", "src/hello.go": main },
        at: ["Dockerfile:3 go build hello.go"],
        severity: "warning",
      },
    ],
    good: [
      { files: { Dockerfile: "FROM golang:1.26\nRUN go build .\n", "main.go": main, "go.mod": goMod } },
      { files: { Dockerfile: "FROM golang:1.26\nRUN go mod init x && go build .\n", "main.go": main } },
      { files: { Dockerfile: "FROM golang:1.15\nRUN go build .\n", "main.go": main } },
      { files: { Dockerfile: "FROM golang:1.26\nRUN git clone x && go build .\n" } },
      { files: { Dockerfile: "FROM golang:1.26\nRUN go build net/http\n", "main.go": main } },
    ],
  },
  GD137: {
    bad: [
      {
        files: {
          Dockerfile:
            'ARG VERSION=1\nFROM golang:1.26 AS b\n# 版\nRUN go build -ldflags "-X main.version=${VERSION}" \\\n  -o /app .\n',
        },
        at: ["Dockerfile:4 ${VERSION}"],
        safe: true,
        fixed: {
          Dockerfile:
            'ARG VERSION=1\nFROM golang:1.26 AS b\nARG VERSION\n# 版\nRUN go build -ldflags "-X main.version=${VERSION}" \\\n  -o /app .\n',
        },
      },
      {
        files: { Dockerfile: "ARG A=1\r\nFROM x\r\nLABEL a=$A\r\n" },
        at: ["Dockerfile:3 $A"],
        safe: true,
        fixed: { Dockerfile: "ARG A=1\r\nFROM x\r\nARG A\r\nLABEL a=$A\r\n" },
      },
    ],
    good: [
      { files: { Dockerfile: "ARG V=1\nFROM golang:$V AS a\nARG V\nRUN echo $V\nFROM a\nRUN echo $V\n" } },
      { files: { Dockerfile: "ARG V=1\nFROM golang:$V\nRUN V=2; echo $V\nRUN echo '$V' $VOLUME\n" } },
      { files: { Dockerfile: "ARG V=1\nFROM golang:$V\nENV V=2\nRUN echo $V\n" } },
    ],
  },
};
