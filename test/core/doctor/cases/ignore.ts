import { type CaseTable, lines } from "./case.ts";

const whole = lines("FROM golang:1.26", "COPY . .", "RUN go build .");

export const ignoreCases: CaseTable = {
  GD201: {
    bad: [
      {
        files: { Dockerfile: lines("FROM golang:1.26", "COPY docker-compose.yml .env ./", "COPY . .") },
        at: ["Dockerfile:3 COPY . ."],
        safe: true,
        fixed: {
          ".dockerignore": lines(
            ".git",
            ".gitignore",
            ".env.*",
            "!.env.example",
            ".idea",
            ".vscode",
            ".DS_Store",
            "tmp",
            "*.log",
            "node_modules",
            "Dockerfile*",
            "compose*.y*ml",
          ),
        },
      },
      {
        files: { Dockerfile: lines("FROM golang:1.26", "RUN --mount=type=bind,target=. go build .") },
        at: ["Dockerfile:2 RUN --mount=type=bind,target=. go build ."],
        safe: true,
        fixed: {
          ".dockerignore": lines(
            ".git",
            ".gitignore",
            ".env",
            ".env.*",
            "!.env.example",
            ".idea",
            ".vscode",
            ".DS_Store",
            "tmp",
            "*.log",
            "node_modules",
            "Dockerfile*",
            "compose*.y*ml",
            "docker-compose*.y*ml",
          ),
        },
      },
    ],
    good: [
      { files: { Dockerfile: whole, ".dockerignore": "" } },
      { files: { Dockerfile: whole, "Dockerfile.dockerignore": ".git\n" } },
      {
        files: {
          Dockerfile: lines(
            "FROM golang:1.26",
            "COPY go.mod main.go ./",
            "RUN --mount=type=bind,source=src,target=src --mount=type=bind,from=x,target=. ls",
          ),
        },
      },
    ],
  },
  GD202: {
    bad: [
      {
        files: { Dockerfile: whole, ".dockerignore": "# 無視\r\ntmp", ".git/HEAD": "", "app.db": "" },
        at: [".dockerignore:1 #"],
        says: ".env, .env.*, .git, app.db",
        severity: "warning",
        safe: true,
        fixed: { ".dockerignore": "# 無視\r\ntmp\r\n.env\r\n.env.*\r\n!.env.example\r\n.git\r\napp.db\r\n" },
      },
      {
        files: { Dockerfile: whole, ".dockerignore": ".env*\n", "node_modules/x/y.js": "" },
        at: [".dockerignore:1 ."],
        safe: true,
        fixed: { ".dockerignore": ".env*\nnode_modules\n" },
      },
    ],
    good: [
      { files: { Dockerfile: whole, ".dockerignore": "*\n!src\n!go.*\n", ".git/HEAD": "" } },
      { files: { Dockerfile: lines("FROM golang:1.26", "COPY main.go ."), ".dockerignore": "" } },
      { files: { Dockerfile: whole, ".dockerignore": ".git\n**/.env\n", ".git/HEAD": "" } },
    ],
  },
  GD204: {
    bad: [
      {
        files: { Dockerfile: whole, ".dockerignore": "tmp\n.git/objects\n" },
        at: [".dockerignore:2 .git/objects"],
        fixed: { ".dockerignore": "tmp\n.git\n" },
      },
      {
        files: { Dockerfile: whole, ".dockerignore": ".git\n!.git/HEAD\n" },
        at: [".dockerignore:2 !.git/HEAD"],
        fixed: { ".dockerignore": ".git\n# !.git/HEAD\n" },
      },
    ],
    good: [
      { files: { Dockerfile: whole, ".dockerignore": ".git\n" } },
      { files: { Dockerfile: whole.replace("golang:1.26", "golang:1.26-alpine"), ".dockerignore": ".git/objects\n" } },
      { files: { Dockerfile: whole.replace("go build", "go build -buildvcs=false"), ".dockerignore": ".git/objects\n" } },
    ],
  },
};
