import { type CaseTable, lines, services } from "./case.ts";

const dev = lines(
  "FROM golang:1.26-alpine AS dev",
  "RUN go install github.com/air-verse/air@v1.67.4",
  "WORKDIR /app",
  'ENTRYPOINT ["air"]',
);
const compose = services("api:", "  build: { context: ., target: dev }", "  volumes: [.:/app]");
const main = lines("package main", "", "func main() {}");
const other = lines("package other");
const project = { "compose.yml": compose, Dockerfile: dev };
const toml = (...build: readonly string[]): string => lines('root = "."', "", "# ビルド", "[build]", ...build);

export const airCases: CaseTable = {
  GD401: {
    bad: [
      {
        files: { ...project, "cmd/api/main.go": main, "go.mod": "module x\n" },
        at: ["Dockerfile:1 FROM golang:1.26-alpine AS dev"],
        says: "cmd/api",
        severity: "error",
        fixed: {
          ".air.toml": lines(
            'root = "."',
            'tmp_dir = "tmp"',
            "",
            "[build]",
            'cmd = "go build -o ./tmp/main ./cmd/api"',
            'bin = "./tmp/main"',
            'include_ext = ["go", "tpl", "tmpl", "html"]',
            'exclude_dir = ["assets", "tmp", "vendor", "testdata", "node_modules"]',
            'exclude_regex = ["_test\\\\.go$"]',
            "delay = 500",
            "stop_on_error = true",
            "send_interrupt = true",
            'kill_delay = "2s"',
            "",
            "[misc]",
            "clean_on_exit = true",
          ),
        },
      },
      { files: { ...project, "lib/lib.go": other }, at: ["Dockerfile:1 FROM golang:1.26-alpine AS dev"], severity: "error" },
    ],
    good: [
      { files: { ...project, "main.go": main, ".air.toml": toml() } },
      {
        files: {
          "compose.yml": compose,
          Dockerfile: dev.replace('["air"]', '["air", "-c", "/app/conf/air.toml"]'),
          "conf/air.toml": toml(),
          "main.go": main,
        },
      },
      { files: { ...project, "main.go": main, ".config/air.toml": "not toml" } },
      { files: project },
    ],
  },
  GD403: {
    bad: [
      {
        files: {
          ...project,
          ".air.toml": toml('cmd = "go build -o ./tmp/server ./..."', 'bin = "tmp/main" # 実行', "delay = 5"),
        },
        at: ['.air.toml:6 bin = "tmp/main"'],
        safe: true,
        fixed: { ".air.toml": toml('cmd = "go build -o ./tmp/server ./..."', 'bin = "./tmp/server" # 実行', "delay = 5") },
      },
      {
        files: { ...project, ".air.toml": toml('cmd = "go build -o ./tmp/server ."') },
        at: [".air.toml:4 [build]"],
        safe: true,
        fixed: { ".air.toml": toml('cmd = "go build -o ./tmp/server ."', 'bin = "./tmp/server"') },
      },
      {
        files: {
          ...project,
          ".air.toml": toml('cmd = "go build -o tmp/a ."', 'full_bin = "APP=1 ./tmp/b --x"', 'bin = "tmp/c"'),
        },
        at: ['.air.toml:6 full_bin = "APP=1 ./tmp/b --x"'],
        safe: true,
        fixed: { ".air.toml": toml('cmd = "go build -o tmp/a ."', 'full_bin = "APP=1 tmp/a --x"', 'bin = "tmp/c"') },
      },
    ],
    good: [
      { files: { ...project, ".air.toml": toml('cmd = "go build -o ./tmp/server ."', 'bin = "tmp/server"') } },
      { files: { ...project, ".air.toml": toml('cmd = "go build -o /tmp/app ."', 'full_bin = "A=1 exec /tmp/app -v"') } },
      {
        files: {
          ...project,
          ".air.toml": toml('cmd = "go build -o ./tmp/server ."', 'entrypoint = ["tmp/server", "-v"]', 'bin = "tmp/x"'),
        },
      },
      { files: { ...project, ".air.toml": toml('cmd = "make"', 'bin = "out"') } },
    ],
  },
  GD404: {
    bad: [
      {
        files: { ...project, "main.go": main, "lib/lib.go": other, ".air.toml": toml('cmd = "go build -o ./tmp/server ./..."') },
        at: ['.air.toml:5 "go build -o ./tmp/server ./..."'],
        says: "2 packages",
        fixed: { ".air.toml": toml('cmd = "go build -o ./tmp/server ."') },
      },
      {
        files: {
          ...project,
          "cmd/a/main.go": main,
          "cmd/b/main.go": main,
          ".air.toml": toml('cmd = "go build -o ./tmp/server ./..."'),
        },
        at: ['.air.toml:5 "go build -o ./tmp/server ./..."'],
      },
    ],
    good: [
      { files: { ...project, "main.go": main, ".air.toml": toml('cmd = "go build -o ./tmp/server ./..."') } },
      { files: { ...project, "main.go": main, "lib/lib.go": other, ".air.toml": toml('cmd = "go build -o ./tmp/ ./..."') } },
    ],
  },
  GD406: {
    bad: [
      {
        files: { ...project, ".air.toml": toml("poll = false # 監視") },
        noFileEvents: true,
        at: [".air.toml:5 poll = false"],
        safe: true,
        fixed: { ".air.toml": toml("poll = true # 監視", "poll_interval = 1000") },
      },
      {
        files: {
          ...project,
          Dockerfile: dev.replace("air-verse/air@v1.67.4", "cosmtrek/air@v1.40.0"),
          ".air.toml": 'root = "."\n',
        },
        noFileEvents: true,
        at: [".air.toml:1 r"],
        says: "v1.43.0",
        safe: true,
        fixed: { ".air.toml": 'root = "."\n\n[build]\npoll = true\npoll_interval = 1000\n' },
      },
    ],
    good: [
      { files: { ...project, ".air.toml": toml("poll = false") } },
      { files: { ...project, ".air.toml": toml("poll = true") }, noFileEvents: true },
    ],
  },
  GD407: {
    bad: [
      {
        files: { ...project, ".air.toml": toml("stop_on_error = false") },
        at: [".air.toml:5 stop_on_error = false"],
        safe: true,
        fixed: { ".air.toml": toml("stop_on_error = true") },
      },
      {
        files: { ...project, ".air.toml": "[build]\r\nexclude_dir = [\r\n  'a', # x\r\n]\r\n\r\n[misc]\r\n" },
        at: [".air.toml:1 [build]"],
        safe: true,
        fixed: { ".air.toml": "[build]\r\nexclude_dir = [\r\n  'a', # x\r\n]\r\nstop_on_error = true\r\n\r\n[misc]\r\n" },
      },
    ],
    good: [
      { files: { ...project, ".air.toml": toml("stop_on_error = true") } },
      { files: { ...project, ".air.toml": "not = [toml" } },
    ],
  },
  GD408: {
    bad: [
      {
        files: { ...project, ".air.toml": toml('kill_delay = "0s"', "delay = 100") },
        at: [".air.toml:4 [build]"],
        safe: true,
        fixed: { ".air.toml": toml('kill_delay = "2s"', "delay = 100", "send_interrupt = true") },
      },
      {
        files: { ...project, ".air.toml": toml('kill_delay = "500ms"', "send_interrupt = false") },
        at: [".air.toml:6 send_interrupt = false"],
        safe: true,
        fixed: { ".air.toml": toml('kill_delay = "500ms"', "send_interrupt = true") },
      },
    ],
    good: [{ files: { ...project, ".air.toml": toml("send_interrupt = true") } }],
  },
  GD415: {
    bad: [
      {
        files: {
          Dockerfile: dev,
          "compose.yml": services(
            "api:",
            "  build: { context: ., target: dev }",
            "  tmpfs:",
            "    - /app/tmp # 一時",
            '    - "/run:size=1m"',
          ),
        },
        at: ["compose.yml:5 /app/tmp"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "api:",
            "  build: { context: ., target: dev }",
            "  tmpfs:",
            "    - /app/tmp:exec # 一時",
            '    - "/run:size=1m"',
          ),
        },
      },
      {
        files: {
          Dockerfile: dev,
          ".air.toml": 'tmp_dir = "/tmp/air"\n',
          "compose.yml": services("api:", "  build: { context: ., target: dev }", '  tmpfs: "/tmp:size=64m"'),
        },
        at: ['compose.yml:4 "/tmp:size=64m"'],
        safe: true,
        fixed: { "compose.yml": services("api:", "  build: { context: ., target: dev }", '  tmpfs: "/tmp:size=64m,exec"') },
      },
    ],
    good: [
      {
        files: {
          Dockerfile: dev,
          "compose.yml": services("api:", "  build: { context: ., target: dev }", "  tmpfs: [/app/tmp:exec, /run]"),
        },
      },
      {
        files: {
          Dockerfile: lines("FROM alpine:3.22", 'CMD ["/app"]'),
          "compose.yml": services("api:", "  build: .", "  tmpfs: /app/tmp"),
        },
      },
    ],
  },
  GD416: {
    bad: [
      {
        files: { "compose.yml": compose, Dockerfile: dev.replace("-alpine", ""), ".git/HEAD": "" },
        at: ["Dockerfile:1 FROM golang:1.26 AS dev"],
        safe: true,
        fixed: { Dockerfile: dev.replace("-alpine AS dev\n", " AS dev\nENV GOFLAGS=-buildvcs=false\n") },
      },
    ],
    good: [
      { files: { ...project, ".git/HEAD": "" } },
      { files: { "compose.yml": compose, Dockerfile: dev.replace("-alpine", "") } },
      {
        files: {
          "compose.yml": compose,
          Dockerfile: `${dev.replace("-alpine", "")}ENV GOFLAGS=-buildvcs=false\n`,
          ".git/HEAD": "",
        },
      },
      {
        files: {
          "compose.yml": compose,
          Dockerfile: dev.replace("-alpine", ""),
          ".git/HEAD": "",
          ".air.toml": toml('cmd = "go build -buildvcs=false -o tmp/main ."'),
        },
      },
    ],
  },
};
