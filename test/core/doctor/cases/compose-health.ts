import { type CaseTable, lines, services } from "./case.ts";

const check = [
  "  healthcheck:",
  '    test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}"]',
  "    interval: 5s",
  "    timeout: 3s",
  "    retries: 10",
  "    start_period: 30s",
];
const redisCheck = check.map((line) => (line.includes("test:") ? '    test: ["CMD", "redis-cli", "ping"]' : line));
const distroless = lines("FROM gcr.io/distroless/static-debian13:nonroot", 'CMD ["/app/server"]');
const alpine = lines("FROM alpine:3.22", 'CMD ["/app/server"]');
const script = (text: string) => ({
  Dockerfile: lines("FROM alpine:3.22", "WORKDIR /app", "COPY start.sh .", 'ENTRYPOINT ["/app/start.sh"]'),
  "compose.yml": services("api:", "  build: ."),
  "start.sh": text,
});

export const composeHealthCases: CaseTable = {
  GD302: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17 # 版",
            "  restart: always",
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    # 先に",
            "    - db",
            "    - other # 後",
            "other:",
            "  image: y:1",
          ),
        },
        at: ["compose.yml:9 db"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17 # 版",
            ...check,
            "  restart: always",
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    # 先に",
            "    db:",
            "      condition: service_healthy",
            "    other:",
            "      condition: service_started # 後",
            "other:",
            "  image: y:1",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "cache:",
            "  image: redis:8",
            "api:",
            "  image: x:1",
            "  depends_on: [db, cache]",
          ),
        },
        at: ["compose.yml:8 db", "compose.yml:8 cache"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            ...check,
            "cache:",
            "  image: redis:8",
            ...redisCheck,
            "api:",
            "  image: x:1",
            "  depends_on: { db: { condition: service_healthy }, cache: { condition: service_healthy } }",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck: { test: [CMD, pg_isready] }",
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    db:",
            "      condition: service_started",
          ),
        },
        at: ["compose.yml:8 db"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck: { test: [CMD, pg_isready] }",
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    db:",
            "      condition: service_healthy",
          ),
        },
      },
      {
        files: { "compose.yml": services("db: { image: postgres:17 }", "api: { image: x:1, depends_on: [db] }") },
        at: ["compose.yml:3 db"],
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
            "  depends_on: { db: { condition: service_healthy } }",
          ),
        },
      },
      { files: { "compose.yml": services("web:", "  image: nginx:1", "api:", "  image: x:1", "  depends_on: [web, gone]") } },
    ],
  },
  GD303: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    db:",
            "      condition: service_healthy",
          ),
        },
        at: ["compose.yml:8 service_healthy"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            ...check,
            "api:",
            "  image: x:1",
            "  depends_on:",
            "    db:",
            "      condition: service_healthy",
          ),
        },
      },
      {
        files: {
          Dockerfile: alpine,
          "compose.yml": services(
            "a:",
            "  build: .",
            "b:",
            "  image: x:1",
            "  depends_on: { a: { condition: service_healthy } }",
          ),
        },
        at: ["compose.yml:6 service_healthy"],
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: y:1",
            "  healthcheck: { disable: true }",
            "b:",
            "  image: x:1",
            "  depends_on: { a: { condition: service_healthy } }",
          ),
        },
        at: ["compose.yml:7 service_healthy"],
        says: "disabled",
      },
    ],
    good: [
      {
        files: {
          Dockerfile: `${alpine}HEALTHCHECK CMD true\n`,
          "compose.yml": services(
            "a:",
            "  build: .",
            "b:",
            "  image: x:1",
            "  depends_on: { a: { condition: service_healthy } }",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: unknown:1",
            "b:",
            "  image: x:1",
            "  depends_on: { a: { condition: service_healthy } }",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: postgres:17",
            "  healthcheck: { test: pg_isready -h localhost }",
            "b:",
            "  image: x:1",
            "  depends_on: { a: { condition: service_healthy } }",
          ),
        },
      },
    ],
  },
  GD304: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]',
            "b:",
            "  image: postgres:17",
            "  healthcheck:",
            "    test: pg_isready || exit 1 # 検査",
            "c:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD", "pg_isready", "-U", "x"]',
          ),
        },
        at: ["compose.yml:5 pg_isready", "compose.yml:9 pg_isready", "compose.yml:13 pg_isready"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $$POSTGRES_USER"]',
            "b:",
            "  image: postgres:17",
            "  healthcheck:",
            "    test: pg_isready -h 127.0.0.1 || exit 1 # 検査",
            "c:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "x"]',
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "c:",
            "  image: postgres:17",
            "  healthcheck:",
            "    test:",
            "      - CMD",
            "      - pg_isready",
          ),
        },
        at: ["compose.yml:7 pg_isready"],
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: postgres:17",
            "  healthcheck: { test: pg_isready --host=127.0.0.1 }",
            "b:",
            "  image: postgres:17",
            '  healthcheck: { test: ["CMD", "pg_isready", "-h", "localhost"] }',
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: postgres:17",
            "  environment: { PGHOST: localhost }",
            "  healthcheck: { test: pg_isready }",
            "b:",
            "  image: x:1",
            "  healthcheck: { test: pg_isready }",
          ),
        },
      },
    ],
  },
  GD305: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD", "pg_isready", "-U", "$${POSTGRES_USER}"]',
            "    interval: 5s",
          ),
        },
        at: ['compose.yml:5 "$${POSTGRES_USER}"'],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD-SHELL", "pg_isready -U $${POSTGRES_USER}"]',
            "    interval: 5s",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            "    test:",
            "      - CMD",
            "      - redis-cli",
            "      - $$HOST",
            "    interval: 5s",
          ),
        },
        at: ["compose.yml:8 $$HOST"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  healthcheck:",
            '    test: ["CMD-SHELL", "redis-cli $$HOST"]',
            "    interval: 5s",
          ),
        },
      },
      {
        files: { "compose.yml": services("db:", "  image: x:1", '  healthcheck: { test: ["CMD", "x", "a b $$C"] }') },
        at: ['compose.yml:4 "a b $$C"'],
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            '  healthcheck: { test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"] }',
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            '  healthcheck: { test: ["CMD", "sh", "-c", "pg_isready -U $$POSTGRES_USER"] }',
          ),
        },
      },
    ],
  },
  GD306: {
    bad: [
      {
        files: {
          Dockerfile: distroless,
          "compose.yml": services(
            "api:",
            "  build: .",
            "  healthcheck:",
            "    test: curl -f http://localhost:8080 || exit 1",
            "    interval: 5s",
            "  tty: true",
          ),
        },
        at: ["compose.yml:5 curl -f http://localhost:8080 || exit 1"],
        fixed: { "compose.yml": services("api:", "  build: .", "  tty: true") },
      },
      {
        files: {
          "compose.yml": services(
            "api:",
            "  image: gcr.io/distroless/static",
            '  healthcheck: { test: ["CMD", "wget", "-q", "x"] }',
          ),
        },
        at: ['compose.yml:4 ["CMD", "wget", "-q", "x"]'],
        says: "wget",
        fixed: { "compose.yml": services("api:", "  image: gcr.io/distroless/static") },
      },
    ],
    good: [
      { files: { Dockerfile: alpine, "compose.yml": services("api:", "  build: .", "  healthcheck: { test: curl x }") } },
      {
        files: {
          Dockerfile: distroless,
          "compose.yml": services("api:", "  build: .", '  healthcheck: { test: ["CMD", "/app/server", "healthcheck"] }'),
        },
      },
    ],
  },
  GD307: {
    bad: [
      {
        files: {
          Dockerfile: alpine,
          "compose.yml": services("api:", "  build: .", '  entrypoint: ["/app/wait-for.sh", "db:5432", "--"]'),
        },
        at: ['compose.yml:4 ["/app/wait-for.sh", "db:5432", "--"]'],
        fixed: {
          "compose.yml": services(
            "api:",
            "  build: .",
            '  entrypoint: ["/app/wait-for.sh", "db:5432", "--"]',
            '  command: ["/app/server"]',
          ),
        },
      },
      { files: { "compose.yml": services("api:", "  image: x:1", "  entrypoint: /start.sh") }, at: ["compose.yml:4 /start.sh"] },
      {
        files: { Dockerfile: alpine, "compose.yml": services("api:", "  build: .", "  entrypoint: /bin/other --flag") },
        at: ["compose.yml:4 /bin/other --flag"],
        severity: "note",
        says: "/app/server",
      },
    ],
    good: [
      {
        files: {
          Dockerfile: alpine,
          "compose.yml": services(
            "api:",
            "  build: .",
            '  entrypoint: ["/app/wait-for.sh", "db:5432", "--"]',
            '  command: ["/app/server"]',
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "api:",
            "  image: x:1",
            "  entrypoint: [/bin/app, --serve]",
            "b:",
            "  image: x:1",
            "  entrypoint: []",
          ),
        },
      },
      { files: { Dockerfile: alpine, "compose.yml": services("api:", "  build: .", "  command: /bin/x") } },
    ],
  },
  GD308: {
    bad: [
      {
        files: {
          Dockerfile: alpine,
          "compose.yml": services(
            "api:",
            "  build: .",
            '  entrypoint: ["/app/wait-for.sh", "postgres:5432", "--"]',
            '  command: ["/app/server"]',
          ),
        },
        at: ['compose.yml:4 ["/app/wait-for.sh", "postgres:5432", "--"]'],
        says: "wait-for.sh for postgres:5432",
        fixed: { "compose.yml": services("api:", "  build: .", '  command: ["/app/server"]') },
      },
      {
        files: {
          "compose.yml": services("api:", "  image: x:1", '  command: sh -c "until nc -z db 5432; do sleep 1; done; ./server"'),
        },
        at: ['compose.yml:4 sh -c "until nc -z db 5432; do sleep 1; done; ./server"'],
      },
      {
        files: {
          "compose.yml": services("api:", "  build: ."),
          Dockerfile: lines("FROM alpine:3.22", 'CMD ["./wait-for-it.sh", "db:1", "--", "./server"]'),
        },
        at: ['Dockerfile:2 CMD ["./wait-for-it.sh", "db:1", "--", "./server"]'],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: alpine,
          "compose.yml": services("api:", "  build: .", '  command: ["/app/server", "--wait-for", "x"]'),
        },
      },
    ],
  },
  GD309: {
    bad: [
      {
        files: script("#!/bin/sh\nexec ./x\n"),
        notExecutable: ["start.sh"],
        at: ['Dockerfile:4 ENTRYPOINT ["/app/start.sh"]'],
        says: "start.sh, which starts api, is not executable",
        safe: true,
        fixed: { "start.sh": "#!/bin/sh\nexec ./x\n" },
      },
      {
        files: script("#!/bin/sh\r\nexec ./x\r\n"),
        at: ['Dockerfile:4 ENTRYPOINT ["/app/start.sh"]'],
        says: "Windows line ends",
        safe: true,
        fixed: { "start.sh": "#!/bin/sh\nexec ./x\n", ".gitattributes": "*.sh text eol=lf\n" },
      },
      {
        files: {
          "compose.yml": services("api:", "  image: alpine:3.22", "  volumes: [./bin:/x]", '  entrypoint: ["/x/go.sh"]'),
          "bin/go.sh": "#!/bin/sh\n",
        },
        notExecutable: ["bin/go.sh"],
        at: ['compose.yml:5 ["/x/go.sh"]'],
        safe: true,
        fixed: { "bin/go.sh": "#!/bin/sh\n" },
      },
    ],
    good: [
      { files: script("#!/bin/sh\n") },
      {
        files: {
          ...script("#!/bin/sh\n"),
          Dockerfile: lines("FROM alpine:3.22", "COPY start.sh /", "RUN chmod +x /start.sh", 'CMD ["/start.sh"]'),
        },
        notExecutable: ["start.sh"],
      },
      {
        files: {
          ...script("#!/bin/sh\n"),
          Dockerfile: lines("FROM alpine:3.22", "COPY --chmod=755 start.sh /", 'CMD ["/start.sh"]'),
        },
        notExecutable: ["start.sh"],
      },
      {
        files: { ...script("#!/bin/sh\n"), Dockerfile: lines("FROM alpine:3.22", "COPY start.sh /", 'CMD ["sh", "/start.sh"]') },
        notExecutable: ["start.sh"],
      },
    ],
  },
};
