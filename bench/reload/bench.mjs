// From a save to the new answer, under the dev stage that gdev makes for a project without one, beside a bare `go build` and exec in the same container.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gdev, print, summary } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 15);
const port = 18_474;
const project = `gdevbench${process.pid}`;

const program = (word) => `package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "${word}") })
	panic(http.ListenAndServe(":8080", nil))
}
`;

const files = {
  "go.mod": "module example.com/reload\n\ngo 1.26\n",
  "main.go": program("first"),
  Dockerfile: `FROM golang:1.26 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/server .

FROM alpine:3.22
COPY --from=builder /out/server /server
CMD ["/server"]
`,
  "docker-compose.yml": `services:\n  api:\n    build: .\n    ports: ["127.0.0.1:${port}:8080"]\n`,
};

const root = await mkdtemp(join(tmpdir(), "gdev-bench-"));
const env = { ...process.env, COMPOSE_PROJECT_NAME: project, XDG_STATE_HOME: join(root, "..", `${project}-state`) };
const run = (command, ...args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
};

try {
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  run(process.execPath, gdev, "up", "-d", "--timeout", "10m");
  const container = run("docker", "compose", "ps", "-q", "api").trim();
  const samples = { "go build and exec, by hand": [], "gdev up, save": [] };
  for (let round = 0; round < rounds; round++) {
    samples["gdev up, save"].push(await saved(`round ${round}`));
    samples["go build and exec, by hand"].push(await byHand(container, `hand ${round}`));
  }
  const results = new Map(Object.entries(samples).map(([name, values]) => [name, summary(values)]));
  print("From a save to the new answer", results, "go build and exec, by hand");
} finally {
  spawnSync(process.execPath, [gdev, "down", "-v", "--images"], { cwd: root, env });
  await rm(root, { recursive: true, force: true });
  await rm(env.XDG_STATE_HOME, { recursive: true, force: true });
}

async function saved(word) {
  const began = performance.now();
  await writeFile(join(root, "main.go"), program(word));
  while ((await answer(`http://127.0.0.1:${port}/`)) !== word) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - began;
}

/** The floor: the same change beside the source, compiled with the same caches, started on another port and asked from inside. */
async function byHand(container, word) {
  const text = program(word).replace(":8080", ":8081");
  run(
    "docker",
    "exec",
    container,
    "sh",
    "-c",
    `mkdir -p /tmp/hand && cp go.mod /tmp/hand/ && cat > /tmp/hand/main.go <<'END'\n${text}\nEND`,
  );
  // bash opens a connection itself: the image has no curl.
  const ask = `(exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '${word}' <&3) 2>/dev/null`;
  const script = `cd /tmp/hand && go build -buildvcs=false -o server . && { ./server & } && until ${ask}; do sleep 0.01; done; kill $!`;
  const began = performance.now();
  run("docker", "exec", container, "bash", "-c", script);
  return performance.now() - began;
}

function answer(url) {
  return new Promise((resolve) => {
    http
      .get(url, { agent: false }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve(text));
      })
      .on("error", () => resolve(undefined));
  });
}
