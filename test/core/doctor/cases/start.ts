import { type CaseTable, lines, services } from "./case.ts";

export const startCases: CaseTable = {
  GD144: {
    bad: [
      {
        files: { Dockerfile: lines("FROM alpine:3.22", "# 起動", "ENTRYPOINT ./server -port 8080") },
        at: ["Dockerfile:3 ENTRYPOINT ./server -port 8080"],
        safe: true,
        fixed: { Dockerfile: lines("FROM alpine:3.22", "# 起動", 'ENTRYPOINT ["./server", "-port", "8080"]') },
      },
      {
        files: { Dockerfile: lines("FROM gcr.io/distroless/static-debian13", "CMD /server") },
        at: ["Dockerfile:2 CMD /server"],
        severity: "error",
        safe: true,
        fixed: { Dockerfile: lines("FROM gcr.io/distroless/static-debian13", 'CMD ["/server"]') },
      },
      {
        files: { Dockerfile: lines("FROM alpine:3.22", "CMD PORT=1 ./a && ./b $X") },
        at: ["Dockerfile:2 CMD PORT=1 ./a && ./b $X"],
      },
    ],
    good: [
      { files: { Dockerfile: lines("FROM alpine:3.22", "CMD ./old", 'CMD ["./server"]', 'ENTRYPOINT [ "/x" ]') } },
      { files: { Dockerfile: lines("FROM alpine:3.22", "CMD exec ./server") } },
    ],
  },
  GD146: {
    bad: [
      {
        files: {
          "compose.yml": services("api:", "  build: ."),
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "FROM alpine:3.22",
            "COPY --from=b /app /app",
            "EXPOSE 8080",
            'CMD [ "/app" ]',
            "FROM golang:1.26 AS dev",
            "USER 1000",
            'CMD ["air"]',
          ),
        },
        at: ["Dockerfile:2 FROM alpine:3.22"],
        fixed: {
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "FROM alpine:3.22",
            "COPY --from=b /app /app",
            "EXPOSE 8080",
            "USER 10001:10001",
            'CMD [ "/app" ]',
            "FROM golang:1.26 AS dev",
            "USER 1000",
            'CMD ["air"]',
          ),
        },
      },
      {
        files: { Dockerfile: lines("FROM alpine:3.22", "USER root", 'CMD ["/app"]') },
        at: ["Dockerfile:2 USER root"],
        says: "USER root",
      },
      {
        files: { Dockerfile: lines("FROM alpine:3.22", "EXPOSE 80/tcp", 'CMD ["/app"]') },
        at: ["Dockerfile:1 FROM alpine:3.22"],
      },
      {
        files: {
          Dockerfile: lines("FROM alpine:3.22", "WORKDIR /app", 'CMD ["/app/x"]'),
          "db.go": lines("package main", "", 'import _ "modernc.org/sqlite"', "", 'var db, _ = sql.Open("sqlite", "../app.db")'),
        },
        at: ["Dockerfile:1 FROM alpine:3.22"],
      },
    ],
    good: [
      { files: { Dockerfile: lines("FROM alpine:3.22", 'CMD ["/app"]', "USER 10001") } },
      { files: { Dockerfile: lines("FROM gcr.io/distroless/static-debian13:nonroot", 'CMD ["/app"]') } },
      {
        files: {
          "compose.yml": services("api:", "  build: .", '  user: "1000"'),
          Dockerfile: lines("FROM alpine:3.22", 'CMD ["/app"]'),
        },
      },
    ],
  },
  GD156: {
    bad: [
      {
        files: { Dockerfile: lines("ARG GITHUB_TOKEN", "FROM alpine:3.22", "ENV A=1 DB_PASSWORD=$X", "ENV API_KEY old") },
        at: ["Dockerfile:1 GITHUB_TOKEN", "Dockerfile:3 DB_PASSWORD=$X", "Dockerfile:4 ENV API_KEY old"],
      },
    ],
    good: [
      {
        files: {
          Dockerfile: lines(
            "FROM alpine:3.22",
            "ENV PUBLIC_KEY=x PASSWORD_FILE=/run/secrets/x KEYBOARD=us TOKENIZER=a",
            "ARG VERSION",
          ),
        },
      },
    ],
  },
  GD157: {
    bad: [
      {
        files: {
          "docker-compose.yml": "services:\r\n  api:\r\n    build: . # ここ\r\n    ports: ['8080:8080']\r\n",
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "FROM alpine:3.13",
            "COPY --from=b /app/main .",
            "# 設定",
            "COPY .env .",
            'CMD ["/app/main"]',
          ),
        },
        at: ["Dockerfile:5 COPY .env ."],
        says: ".env becomes part of the image",
        fixed: {
          "docker-compose.yml":
            "services:\r\n  api:\r\n    build: . # ここ\r\n    env_file: .env\r\n    ports: ['8080:8080']\r\n",
          Dockerfile: lines(
            "FROM golang:1.26 AS b",
            "FROM alpine:3.13",
            "COPY --from=b /app/main .",
            "# 設定",
            'CMD ["/app/main"]',
          ),
          ".dockerignore": ".env\n",
        },
      },
      {
        files: {
          Dockerfile: lines("FROM alpine:3.22", "COPY . /app", 'CMD ["/app/x"]'),
          "certs/server.key": "",
          ".env": "A=1\n",
        },
        at: ["Dockerfile:2 COPY . /app"],
        says: "certs/server.key, .env",
      },
      { files: { Dockerfile: lines("FROM alpine:3.22", "COPY start.sh id_rsa /") }, at: ["Dockerfile:2 COPY start.sh id_rsa /"] },
    ],
    good: [
      { files: { Dockerfile: lines("FROM alpine:3.22", "COPY .env.example .env.sample /", "COPY --from=b /x/.env /") } },
      { files: { Dockerfile: lines("FROM alpine:3.22", "COPY . /app"), ".env": "A=1\n", ".dockerignore": ".env*\n" } },
      { files: { Dockerfile: lines("FROM golang:1.26 AS b", "COPY . .", "FROM alpine:3.22 AS runner"), ".env": "A=1\n" } },
    ],
  },
};
