import { type CaseTable, lines, services } from "./case.ts";

const db = [
  "db:",
  "  image: postgres:17",
  "  environment:",
  "    - POSTGRES_USER=${POSTGRES_USER}",
  "    - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}",
];
const goMain = lines("package main", "", "func main() {", '\tos.Getenv("POSTGRES_HOST")', '\tos.LookupEnv("DB_PORT")', "}");

export const environmentCases: CaseTable = {
  GD316: {
    bad: [
      {
        files: {
          "compose.yml": services(...db, "api:", "  build: .", "  environment:", '    POSTGRES_HOST: "${POSTGRES_HOST}"'),
          Dockerfile: "FROM golang:1.26\n",
          "main.go": goMain,
        },
        at: ["compose.yml:5 ${POSTGRES_USER}", "compose.yml:6 ${POSTGRES_PASSWORD}", "compose.yml:10 ${POSTGRES_HOST}"],
        says: "POSTGRES_USER is not set: environment.POSTGRES_USER becomes empty",
        severity: "warning",
        fixed: { ".env": lines("POSTGRES_USER=app", "POSTGRES_PASSWORD=s3cret", "POSTGRES_HOST=db", "DB_PORT=5432") },
      },
      {
        files: { "compose.yml": services("api:", "  image: x:${TAG}", "  ports: [$PORT:80]"), ".env": "# 版\nOTHER=1" },
        at: ["compose.yml:3 ${TAG}", "compose.yml:4 $PORT"],
        severity: "error",
        fixed: { ".env": "# 版\nOTHER=1\nTAG=\nPORT=8080\n" },
      },
      {
        files: { "compose.yml": services("api:", "  image: x:${TAG}"), ".env.example": "# 見本\nTAG=1\nMORE=2\n" },
        at: ["compose.yml:3 ${TAG}"],
        severity: "error",
        fixed: { ".env": "# 見本\nTAG=1\nMORE=2\n" },
      },
    ],
    good: [
      { files: { "compose.yml": services(...db), ".env": "export POSTGRES_USER='a'\nPOSTGRES_PASSWORD = b # c\n" } },
      {
        files: {
          "compose.yml": services("api:", "  image: x:${TAG:-1}", "  command: echo $${A} ${B:?set it} ${C:+d}", "  # ${E}"),
        },
      },
      { files: { "compose.yml": services("api:", "  image: x:${TAG}") }, environment: { TAG: "1" } },
    ],
  },
  GD317: {
    bad: [
      {
        files: {
          "compose.yml": services(...db, "  env_file:", "    - .env", "api:", "  build: ."),
          Dockerfile: "FROM golang:1.26\n",
          "main.go": goMain,
        },
        at: ["compose.yml:8 .env"],
        fixed: { ".env": lines("POSTGRES_USER=app", "POSTGRES_PASSWORD=s3cret", "POSTGRES_HOST=db", "DB_PORT=5432") },
      },
      {
        files: {
          "compose.yml": services("api:", "  image: x:1", "  env_file: { path: conf/api.env }").replace(
            "{ path: conf/api.env }",
            "[{ path: conf/api.env }]",
          ),
          "conf/api.env.example": "A=1\n",
        },
        at: ["compose.yml:4 conf/api.env"],
        fixed: { "conf/api.env": "A=1\n" },
      },
    ],
    good: [
      { files: { "compose.yml": services("api:", "  image: x:1", "  env_file: .env"), ".env": "" } },
      { files: { "compose.yml": services("api:", "  image: x:1", "  env_file: [{ path: .env, required: false }]") } },
    ],
  },
  GD318: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "api:",
            "  image: x:1",
            "  env_file: api.env",
            "  environment:",
            "    # 宛先",
            "    HOST: ${HOST}",
            "    - X".replace("- X", "Y: 1"),
          ),
          "api.env": "HOST=db\nY=2\n",
        },
        at: ["compose.yml:7 HOST"],
        safe: true,
        fixed: {
          "compose.yml": services("api:", "  image: x:1", "  env_file: api.env", "  environment:", "    # 宛先", "    Y: 1"),
        },
      },
      {
        files: {
          "compose.yml": services(
            "api:",
            "  image: x:1",
            "  env_file: [api.env]",
            "  environment:",
            '    - "HOST=$HOST"',
            "    - B=1",
          ),
          "api.env": "HOST=db\n",
        },
        at: ['compose.yml:6 "HOST=$HOST"'],
        safe: true,
        fixed: { "compose.yml": services("api:", "  image: x:1", "  env_file: [api.env]", "  environment:", "    - B=1") },
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services("api:", "  image: x:1", "  env_file: .env", "  environment: { HOST: '${HOST}' }"),
          ".env": "HOST=db\n",
        },
      },
      {
        files: {
          "compose.yml": services(
            "api:",
            "  image: x:1",
            "  env_file: api.env",
            "  environment: { HOST: 'x${HOST}', B: '${B}' }",
          ),
          "api.env": "HOST=db\n",
        },
      },
    ],
  },
  GD320: {
    bad: [
      {
        files: { "compose.yml": services("db:", "  image: postgres:17", "  environment:", "    POSTGRES_USER: x # 人") },
        at: ["compose.yml:3 postgres:17"],
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  environment:",
            "    POSTGRES_USER: x # 人",
            "    POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
          ),
        },
      },
      {
        files: { "compose.yml": services("db:", "  image: postgres:17") },
        at: ["compose.yml:3 postgres:17"],
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  environment:",
            "    POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
          ),
        },
      },
      {
        files: { "compose.yml": services("db:", "  image: postgres:17", "  environment: [POSTGRES_PASSWORD=]") },
        at: ["compose.yml:3 postgres:17"],
      },
    ],
    good: [
      { files: { "compose.yml": services("db:", "  image: postgres:17", "  env_file: .env"), ".env": "POSTGRES_PASSWORD=x\n" } },
      { files: { "compose.yml": services("db:", "  image: postgres:17", "  env_file: gone.env") } },
      { files: { "compose.yml": services("api:", "  image: postgres:17", "  command: [psql, -h, db]") } },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  environment: { POSTGRES_PASSWORD_FILE: /run/secrets/p }",
            "b:",
            "  image: postgres:17",
            "  environment: [POSTGRES_HOST_AUTH_METHOD=trust]",
            "c:",
            "  image: postgres:17",
            "  environment: ['POSTGRES_PASSWORD=${P}']",
          ),
        },
      },
    ],
  },
  GD325: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "postgres:",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  environment:",
            "    POSTGRES_HOST: localhost",
            "    DATABASE_URL: postgres://a:b@127.0.0.1:5432/x",
            "    HOST: localhost",
          ),
        },
        at: ["compose.yml:7 POSTGRES_HOST", "compose.yml:8 DATABASE_URL"],
        says: "postgres",
        fixed: {
          "compose.yml": services(
            "postgres:",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  environment:",
            "    POSTGRES_HOST: postgres",
            "    DATABASE_URL: postgres://a:b@postgres:5432/x",
            "    HOST: localhost",
          ),
        },
      },
      {
        files: {
          "compose.yml": services("cache:", "  image: redis:8", "api:", "  image: x:1", "  environment: [REDIS_HOST=127.0.0.1]"),
        },
        at: ["compose.yml:6 REDIS_HOST=127.0.0.1"],
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  environment: { DB_HOST: db, REDIS_HOST: localhost, URL: 'http://localhost' }",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  network_mode: host",
            "  environment: { DB_HOST: localhost }",
          ),
        },
      },
    ],
  },
};
