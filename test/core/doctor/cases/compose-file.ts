import { type CaseTable, lines, services } from "./case.ts";

const runner = lines(
  "FROM golang:1.26 AS dev",
  'CMD ["air"]',
  "FROM alpine:3.22 AS runner",
  "WORKDIR /app",
  "COPY --from=b /x ./server",
  'CMD ["./server"]',
);
const localBinary = lines(
  "FROM alpine:3.22 AS runner",
  "COPY --from=b /x /usr/local/bin/server",
  'CMD ["/usr/local/bin/server"]',
);

export const composeFileCases: CaseTable = {
  GD301: {
    bad: [
      {
        files: { "docker-compose.yml": '\ufeff# 構成\r\nversion: "3.8" # 版\r\n\r\nservices:\r\n  a: { image: "x:1" }\r\n' },
        at: ['docker-compose.yml:2 version: "3.8"'],
        safe: true,
        fixed: { "docker-compose.yml": '\ufeff# 構成\r\n# 版\r\n\r\nservices:\r\n  a: { image: "x:1" }\r\n' },
      },
      {
        files: { "compose.yml": "version: '3'\n\nservices: {}\n" },
        at: ["compose.yml:1 version: '3'"],
        safe: true,
        fixed: { "compose.yml": "services: {}\n" },
      },
    ],
    good: [{ files: { "compose.yml": services("api:", "  image: x:1", "  labels: { version: a }") } }],
  },
  GD310: {
    bad: [
      {
        files: {
          Dockerfile: runner,
          "compose.yml": services(
            "api:",
            "  build: { context: ., target: runner }",
            "  volumes:",
            "    # 源",
            "    - .:/app",
            "    - data:/data",
          ),
        },
        at: ["compose.yml:6 .:/app"],
        says: "/app/server",
        fixed: {
          "compose.yml": services(
            "api:",
            "  build: { context: ., target: runner }",
            "  volumes:",
            "    # 源",
            "    - data:/data",
          ),
        },
      },
      {
        files: {
          Dockerfile: runner,
          "compose.yml": services("api:", "  build: .", '  command: ["/srv/bin/x"]', "  volumes: [./srv:/srv]"),
        },
        at: ["compose.yml:5 ./srv:/srv"],
      },
      {
        files: { Dockerfile: runner, "compose.yml": services("api:", "  build: .", "  volumes: [/app]") },
        at: ["compose.yml:4 /app"],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: runner,
          "compose.yml": services("api:", "  build: { context: ., target: dev }", "  volumes: [.:/app]"),
        },
      },
      { files: { Dockerfile: runner, "compose.yml": services("api:", "  build: .", "  volumes: [.:/app]"), server: "" } },
      { files: { Dockerfile: localBinary, "compose.yml": services("api:", "  build: .", "  volumes: [.:/app]") } },
      {
        files: {
          Dockerfile: runner,
          "compose.yml": services("api:", "  build: .", "  volumes: [data:/app/data, ./x:/application]"),
        },
      },
    ],
  },
  GD311: {
    bad: [
      {
        files: { Dockerfile: localBinary, "compose.yml": services("api:", "  build: .", "  volumes: [.:/app, data:/data]") },
        at: ["compose.yml:4 .:/app"],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: runner,
          "compose.yml": services("api:", "  build: { context: ., target: dev }", "  volumes: [.:/app]"),
        },
      },
      { files: { Dockerfile: localBinary, "compose.yml": services("api:", "  build: .", "  volumes: [./config:/app/config]") } },
      {
        files: {
          Dockerfile: localBinary,
          "compose.yml": services("api:", "  build: ."),
          "compose.override.yml": services("api:", "  volumes: [.:/app]"),
        },
      },
      { files: { Dockerfile: runner, "compose.yml": services("api:", "  build: .", "  volumes: [.:/app]") } },
      {
        files: {
          Dockerfile: localBinary,
          "compose.yml": services("api:", "  build: .", "  command: go run .", "  volumes: [.:/app]"),
        },
      },
    ],
  },
  GD312: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  container_name: postgres",
            "  image: postgres:17",
            "api:",
            "  image: x:1",
            "  container_name: ${P}-api # 名",
          ),
        },
        at: ["compose.yml:3 container_name: postgres", "compose.yml:7 container_name: ${P}-api"],
        fixed: { "compose.yml": services("db:", "  image: postgres:17", "api:", "  image: x:1", "  # 名") },
      },
      { files: { "compose.yml": services("db: { container_name: a, image: x }") }, at: ["compose.yml:2 container_name: a"] },
    ],
    good: [{ files: { "compose.yml": services("db:", "  image: postgres:17", "  labels: { container_name: x }") } }],
  },
  GD313: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  ports:",
            '    - "${PORT:-5432}:5432"',
            "    - 8000:8000",
            "    - target: 1",
            '      published: "2"',
          ),
        },
        at: ['compose.yml:5 "${PORT:-5432}:5432"', "compose.yml:6 8000:8000", "compose.yml:7 target: 1"],
        safe: true,
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  ports:",
            '    - "127.0.0.1:${PORT:-5432}:5432"',
            "    - 127.0.0.1:8000:8000",
            "    - target: 1",
            "      host_ip: 127.0.0.1",
            '      published: "2"',
          ),
        },
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: bitnami/postgresql:17",
            '  ports: ["127.0.0.1:5432:5432", "[::1]:1:1", "5432"]',
          ),
        },
      },
      { files: { "compose.yml": services("api:", "  image: nginx:1", '  ports: ["80:80"]') } },
    ],
  },
  GD315: {
    bad: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  restart: always",
            "api:",
            "  image: x:1",
            "  restart: unless-stopped",
          ),
        },
        at: ["compose.yml:4 restart: always", "compose.yml:7 restart: unless-stopped"],
        fixed: { "compose.yml": services("db:", "  image: postgres:17", "api:", "  image: x:1") },
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres:17",
            "  restart: on-failure",
            "x:",
            "  image: y:1",
            '  restart: "no"',
          ),
        },
      },
    ],
  },
  GD322: {
    bad: [
      {
        files: {
          "compose.yml": services("db:", "  image: postgres:18-alpine", "  volumes:", "    - db:/var/lib/postgresql/data:Z"),
        },
        at: ["compose.yml:5 db:/var/lib/postgresql/data:Z"],
        says: "refuses",
        fixed: { "compose.yml": services("db:", "  image: postgres:18-alpine", "  volumes:", "    - db:/var/lib/postgresql:Z") },
      },
      {
        files: {
          "compose.yml": services(
            "db:",
            "  image: postgres",
            "  volumes: [{ type: volume, source: db, target: /var/lib/postgresql/data }]",
          ),
        },
        at: ["compose.yml:4 { type: volume, source: db, target: /var/lib/postgresql/data }"],
        fixed: {
          "compose.yml": services(
            "db:",
            "  image: postgres",
            "  volumes: [{ type: volume, source: db, target: /var/lib/postgresql }]",
          ),
        },
      },
      {
        files: { "compose.yml": services("db:", "  image: postgres:12.8", "  volumes: ['db:/var/lib/postgresql']") },
        at: ["compose.yml:4 'db:/var/lib/postgresql'"],
        severity: "warning",
        fixed: { "compose.yml": services("db:", "  image: postgres:12.8", "  volumes: ['db:/var/lib/postgresql/data']") },
      },
    ],
    good: [
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: postgres:17",
            "  volumes: [db:/var/lib/postgresql/data]",
            "b:",
            "  image: postgres:18",
            "  volumes: [db:/var/lib/postgresql]",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: postgres:18",
            "  environment: { PGDATA: /var/lib/postgresql/data }",
            "  volumes: [db:/var/lib/postgresql/data]",
          ),
        },
      },
      {
        files: {
          "compose.yml": services(
            "a:",
            "  image: timescale/timescaledb:2.20-pg17",
            "  volumes: [db:/var/lib/postgresql/data]",
            "b:",
            "  image: bitnami/postgresql:18",
            "  volumes: [db:/var/lib/postgresql/data]",
          ),
        },
      },
    ],
  },
};
