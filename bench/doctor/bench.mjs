// `gdev doctor` on a project of ten services, beside what Compose and BuildKit say about the same files.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compete, gdev, print } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 11);

const dockerfile = `FROM golang:1.26 AS builder
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM golang:1.26 AS dev
RUN go install github.com/air-verse/air@v1.67.4
WORKDIR /src
CMD ["air"]

FROM alpine:3.22 AS runner
COPY --from=builder /out/app /app
USER 65532
CMD ["/app"]
`;

const source = (name) => `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	log.Print(os.Getenv("DATABASE_URL"))
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "${name}") })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const root = await mkdtemp(join(tmpdir(), "gdev-bench-"));
const env = { ...process.env, COMPOSE_PROJECT_NAME: `gdevbench${process.pid}` };

function run(command, ...args) {
  const began = performance.now();
  const { error, stderr, status } = spawnSync(command, args, { cwd: root, env, encoding: "utf8" });
  if (error) throw error;
  // doctor ends with 1 where it has found an error: what it finds is not the question here.
  if (status !== 0 && command !== process.execPath) throw new Error(stderr);
  return performance.now() - began;
}

try {
  const names = Array.from({ length: 9 }, (_, index) => `service${index + 1}`);
  for (const name of names) {
    await mkdir(join(root, name, "internal", "web"), { recursive: true });
    await writeFile(join(root, name, "Dockerfile"), dockerfile);
    await writeFile(join(root, name, "go.mod"), `module example.com/${name}\n\ngo 1.26\n`);
    await writeFile(join(root, name, "main.go"), source(name));
    for (let file = 0; file < 30; file++)
      await writeFile(
        join(root, name, "internal", "web", `page${file}.go`),
        source(name).replace("package main", "package web").replace("func main()", `func page${file}()`),
      );
  }
  const services = names.map(
    (name, index) =>
      `  ${name}:\n    build: { context: ./${name}, target: dev }\n    volumes: ["./${name}:/src"]\n    environment: { DATABASE_URL: "postgres://app:app@db:5432/app" }\n    ports: ["127.0.0.1:${18600 + index}:8080"]\n    depends_on: [db]\n`,
  );
  const db = `  db:\n    image: postgres:17\n    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: app }\n`;
  await writeFile(join(root, "docker-compose.yml"), `services:\n${services.join("")}${db}`);
  const contestants = {
    "docker compose config, syntax alone": () => run("docker", "compose", "config", "--quiet"),
    "docker build --check, one Dockerfile": () => run("docker", "buildx", "build", "--check", names[0]),
    "gdev doctor --no-environment": () => run(process.execPath, gdev, "doctor", "--no-environment"),
    "gdev doctor": () => run(process.execPath, gdev, "doctor"),
  };
  // Caches are filled first.
  await compete(contestants, 1);
  print("Ten services, 279 Go files", await compete(contestants, rounds), "docker compose config, syntax alone");
} finally {
  await rm(root, { recursive: true, force: true });
}
