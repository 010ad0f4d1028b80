import { type CaseTable, lines, services } from "./case.ts";

const goMod = (go: string, ...requires: readonly string[]): string =>
  lines("module example.com/demo", "", `go ${go}`, ...requires.map((each) => `require ${each}`));

export const versionCases: CaseTable = {
  GD120: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang AS builder", "FROM alpine:latest AS runner"), "go.mod": goMod("1.24.2") },
        at: ["Dockerfile:1 golang", "Dockerfile:2 alpine:latest"],
        fixed: { Dockerfile: lines("FROM golang:1.24 AS builder", "FROM alpine:latest AS runner") },
      },
      {
        files: { "compose.yml": services("db:", "  image: postgres", "cache:", "  image: redis:latest") },
        at: ["compose.yml:3 postgres", "compose.yml:5 redis:latest"],
        says: "latest",
      },
      { files: { Dockerfile: "FROM localhost:5000/team/alpine\n" }, at: ["Dockerfile:1 localhost:5000/team/alpine"] },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "ARG BASE=alpine",
            "FROM ${BASE} AS a",
            "FROM a",
            "FROM scratch",
            "FROM alpine:3.22",
            "FROM x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
          ),
        },
      },
      { files: { Dockerfile: "FROM gcr.io/distroless/static-debian13\n" } },
      { files: { "compose.yml": services("db:", "  image: postgres:${PG:-17}", "api:", "  image: demo", "  build: .") } },
    ],
  },
  GD121: {
    bad: [
      {
        files: { Dockerfile: "FROM golang:1.24.3-alpine3.21 AS b\n", "go.mod": goMod("1.26.0") },
        at: ["Dockerfile:1 golang:1.24.3-alpine3.21"],
        says: "go 1.26.0",
        fixed: { Dockerfile: "FROM golang:1.26-alpine AS b\n" },
      },
      {
        files: { Dockerfile: "ARG GO=1.19\nFROM golang:${GO} AS b\n", "go.mod": goMod("1.20") },
        at: ["Dockerfile:2 golang:${GO}"],
      },
    ],
    good: [
      { files: { Dockerfile: "FROM golang:1.26 AS b\n", "go.mod": goMod("1.26.3") } },
      { files: { Dockerfile: "FROM golang:1.24 AS b\nENV GOTOOLCHAIN=auto\n", "go.mod": goMod("1.26") } },
      { files: { Dockerfile: "FROM golang AS b\n", "go.mod": goMod("1.26") } },
      { files: { Dockerfile: "FROM golang:1.16-alpine3.13 AS b\n", "go.mod": goMod("1.16") } },
    ],
  },
  GD123: {
    bad: [
      {
        files: { Dockerfile: lines("FROM gcr.io/distroless/static-debian12:nonroot AS r", "FROM gcr.io/distroless/base") },
        at: ["Dockerfile:1 gcr.io/distroless/static-debian12:nonroot", "Dockerfile:2 gcr.io/distroless/base"],
        fixed: {
          Dockerfile: lines("FROM gcr.io/distroless/static-debian13:nonroot AS r", "FROM gcr.io/distroless/base-debian13"),
        },
      },
    ],
    good: [{ files: { Dockerfile: "FROM gcr.io/distroless/static-debian13:nonroot\nFROM alpine:3.22\n" } }],
  },
  GD124: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang:1.25 AS dev", "RUN go install github.com/air-verse/air@latest") },
        at: ["Dockerfile:2 github.com/air-verse/air@latest"],
        says: "needs Go 1.26",
        fixed: { Dockerfile: lines("FROM golang:1.25 AS dev", "RUN go install github.com/air-verse/air@v1.67.1") },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.19-alpine AS dev", "RUN go install github.com/cosmtrek/air@v1.44.0") },
        at: ["Dockerfile:2 github.com/cosmtrek/air@v1.44.0"],
        fixed: { Dockerfile: lines("FROM golang:1.19-alpine AS dev", "RUN go install github.com/cosmtrek/air@v1.41.0") },
      },
      {
        files: {
          Dockerfile: lines(
            "ARG AIR=v1.67.4",
            "FROM golang:1.24 AS dev",
            "ARG AIR",
            "RUN go install github.com/air-verse/air@${AIR}",
          ),
        },
        at: ["Dockerfile:4 github.com/air-verse/air@${AIR}"],
      },
    ],
    good: [
      { files: { Dockerfile: lines("FROM golang:1.19-alpine AS dev", "RUN go install github.com/cosmtrek/air@v1.40.0") } },
      { files: { Dockerfile: lines("FROM golang:1.26 AS dev", "RUN go install github.com/air-verse/air@latest") } },
      {
        files: {
          Dockerfile: lines("FROM golang:1.24 AS dev", "RUN GOTOOLCHAIN=go1.26.1 go install github.com/air-verse/air@v1.67.4"),
        },
      },
      { files: { Dockerfile: lines("FROM golang AS dev", "RUN go install github.com/air-verse/air@latest") } },
    ],
  },
  GD125: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang:1.26 AS dev", "RUN go install github.com/cosmtrek/air@latest") },
        at: ["Dockerfile:2 github.com/cosmtrek/air@latest"],
        safe: true,
        fixed: { Dockerfile: lines("FROM golang:1.26 AS dev", "RUN go install github.com/air-verse/air@v1.67.4") },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.23 AS dev", "RUN go install github.com/cosmtrek/air@v1.49.0") },
        at: ["Dockerfile:2 github.com/cosmtrek/air@v1.49.0"],
        severity: "warning",
        safe: true,
        fixed: { Dockerfile: lines("FROM golang:1.23 AS dev", "RUN go install github.com/air-verse/air@v1.61.7") },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.19 AS dev", "RUN go install github.com/cosmtrek/air@v1.40.0") },
        at: ["Dockerfile:2 github.com/cosmtrek/air@v1.40.0"],
        severity: "note",
      },
    ],
    good: [{ files: { Dockerfile: lines("FROM golang:1.26 AS dev", "RUN go install github.com/air-verse/air@v1.67.4") } }],
  },
  GD126: {
    bad: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN go install github.com/pressly/goose/v3/cmd/goose@latest && \\",
            "  go install github.com/air-verse/air@master",
          ),
        },
        at: ["Dockerfile:2 github.com/pressly/goose/v3/cmd/goose@latest", "Dockerfile:3 github.com/air-verse/air@master"],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN go install github.com/pressly/goose/v3/cmd/goose@latest && \\",
            "  go install github.com/air-verse/air@v1.67.4",
          ),
        },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.26", "RUN go install golang.org/x/tools/gopls") },
        at: ["Dockerfile:2 golang.org/x/tools/gopls"],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "RUN go install golang.org/x/tools/gopls@v0.18.1",
            "RUN go install ./cmd/api",
            "RUN go build -o x .",
          ),
        },
      },
      { files: { Dockerfile: lines("FROM golang:1.26", "RUN go install golang.org/x/tools/gopls"), "go.mod": goMod("1.26") } },
    ],
  },
  GD127: {
    bad: [
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26 AS builder",
            "# 固定",
            "RUN GOOS=linux GOARCH=amd64 go build hello.go",
            "FROM amd64/alpine:3.15",
          ),
        },
        at: ["Dockerfile:3 GOARCH=amd64", "Dockerfile:4 amd64/alpine:3.15"],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS builder",
            "# 固定",
            "ARG TARGETARCH",
            "RUN GOOS=linux GOARCH=$TARGETARCH go build hello.go",
            "FROM alpine:3.15",
          ),
        },
      },
      {
        files: { Dockerfile: lines("FROM --platform=linux/amd64 golang:1.26 AS b", "ARG GOARCH=amd64", "RUN go build .") },
        at: ["Dockerfile:1 --platform=linux/amd64", "Dockerfile:2 GOARCH=amd64"],
        fixed: { Dockerfile: lines("FROM golang:1.26 AS b", "ARG TARGETARCH", "ARG GOARCH=$TARGETARCH", "RUN go build .") },
      },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "FROM --platform=$BUILDPLATFORM golang:1.26",
            "ARG TARGETOS TARGETARCH",
            "RUN GOARCH=$TARGETARCH go build",
            "ARG GOARCH",
          ),
        },
      },
      { files: { Dockerfile: lines("FROM golang:1.26", "RUN GOOS=js GOARCH=wasm go build") } },
    ],
  },
};
