import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";
import { lines } from "../message.ts";

// What those who follow the articles about Go and Docker want in the end, each on a project of the article's shape.

const waitFor = { fixture: "wait-for", ports: ["API_PORT", "DB_HOST_PORT"], limitMs: 600_000 } as const;
const sixStages = { fixture: "six-stages", ports: ["API_PORT"] } as const;

scenario("a fresh clone gets its .env, and is worked on with nothing else written into it", waitFor, async (s) => {
  const git = async (...words: readonly string[]): Promise<string> => (await s.run("git", words)).exits(0).stdout;
  await git("init", "--quiet");
  await s.remove(".env");
  await s.remove("env.fixture");
  await git("add", "--all");
  await git("-c", "user.name=e2e", "-c", "user.email=e2e@example.com", "commit", "--quiet", "--message=clone");

  const up = s.terminal("up -d", { columns: 120, rows: 60 });
  await up.until("write this, and go on? [y/N]");
  expect(await up.screen()).toMatch(/^\+POSTGRES_HOST=postgres$/m);
  up.keys("y\r");
  // On a machine without caches air and Go's library are compiled first.
  expect(await up.exit(400_000)).toBe(0);
  const names = ["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRES_HOST", "DB_PORT"];
  expect((await s.read(".env")).match(/^\w+(?==.)/gm)).toEqual(names);
  (await s.docker("compose config")).exits(0).prints("POSTGRES_HOST: postgres").hides("not set");
  expect(await git("status", "--porcelain")).toBe("");

  const url = `http://127.0.0.1:${s.ports.API_PORT}`;
  expect((await fetch(`${url}/users`, { method: "POST", body: '{"name":"Ada"}' })).status).toBe(201);
  await s.answers("API_PORT", /^\[\{"id":1,"name":"Ada"\}\]\n$/, { path: "/users" });

  const route = '\thttp.HandleFunc("GET /new", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "new") })\n';
  await s.edit("main.go", "\tserver := &http.Server", `${route}\tserver := &http.Server`);
  await eventually(() => s.answers("API_PORT", /^new$/, { path: "/new" }), 10_000);

  await s.edit("main.go", "func main() {", "func main() {{");
  await eventually(() => expect(fetch(url)).rejects.toThrow(), 10_000);
  (await s.gdev("logs --no-prefix api")).prints(/main\.go:\d+:\d+: syntax error/);
  await expect(fetch(url)).rejects.toThrow();
  expect(await git("status", "--porcelain")).toBe(" M main.go\n");
});

scenario("production has its settings in the container, no secret in its image, and an image of its own", waitFor, async (s) => {
  (await s.gdev("doctor --fix --all --yes --no-environment")).exits(0);
  (await s.gdev("up -d --prod")).exits(0);
  const api = await s.service("api", { running: true, mode: "prod", image: `${s.project}-api:prod` });
  expect(api.mounts).toEqual({});
  const settings = ["POSTGRES_HOST=postgres", "POSTGRES_USER=shop", "POSTGRES_PASSWORD=shop-secret", "POSTGRES_DB=shop"];
  expect(api.environment).toEqual(expect.arrayContaining(settings));
  (await s.docker(`cp ${api.id}:/app/.env -`)).exits(1).tells("Could not find the file /app/.env");
  await s.answers("API_PORT", /^(null|\[\])\n$/, { path: "/users" });

  (await s.gdev("up -d")).exits(0);
  const dev = await s.service("api", { running: true, mode: "dev", image: `${s.project}-api:dev` });
  expect(dev.imageId).not.toBe(api.imageId);
});

scenario(
  "a build in two images becomes one Dockerfile that makes the same program, which ends and leaves nothing",
  { fixture: "link-counter", images: ["linkcounter:build", "linkcounter:latest"] },
  async (s) => {
    (await s.run("sh", ["builder-pattern/build.sh"])).exits(0);
    const before = (await s.docker("run --rm linkcounter:latest")).exits(0).stdout;
    (await s.gdev("doctor --no-environment")).exits(0).prints(/^builder-pattern\/build\.sh\n +5:1 +warning +GD107 /m);
    await s.remove("Dockerfile");
    await s.remove("docker-compose.yml");

    (await s.gdev("init --yes")).exits(0).prints("wrote Dockerfile");
    const after = await s.gdev("up --prod");
    expect(after.exits(0).stdout).toBe(before);
    expect(JSON.parse(before)).toMatchObject({ page: "bundled", internal: 2, external: 1 });
    expect(await s.containers()).toEqual([]);
  },
);

scenario(
  "a program that prints and ends: nothing stays, two stages are a fiftieth of one, and other machines can run it",
  { fixture: "prints-multi-stage" },
  async (s) => {
    expect((await s.gdev("up --prod")).exits(0).stdout).toBe("hello, and goodbye\n");
    expect(await s.containers()).toEqual([]);
    (await s.gdev("size --build --vs Dockerfile.single")).exits(0);
    const sizes = (await s.gdev("size --json --vs Dockerfile.single")).exits(0).stdout;
    const [small, single] = JSON.parse(sizes) as readonly { readonly ratio?: number; readonly sizeBytes: number }[];
    expect((single?.sizeBytes ?? 0) / (small?.sizeBytes ?? 1)).toBeGreaterThan(50);
    expect(small?.ratio).toBeGreaterThan(50);

    await s.edit("Dockerfile", "FROM alpine:3.22", "FROM amd64/alpine:3.22");
    const fixed = await s.gdev("doctor --fix --all --yes --no-environment");
    fixed.exits(0).prints("-RUN GOOS=linux GOARCH=amd64 go build hello.go").prints("-FROM amd64/alpine:3.22");
    // The lab's images are of this machine's architecture alone: its compiler compiles for the other one, and nothing stands below.
    await s.edit("Dockerfile", "FROM golang:1.26", "FROM --platform=$BUILDPLATFORM golang:1.26");
    await s.edit("Dockerfile", "FROM alpine:3.22", "FROM scratch");
    (await s.docker("buildx build --platform linux/arm64 --output type=local,dest=arm64 .")).exits(0);
    const elf = await readFile(join(s.folder, "arm64/bin/hello"));
    expect([elf.toString("latin1", 1, 4), elf.readUInt16LE(18)]).toEqual(["ELF", 0xb7]);
  },
);

scenario(
  "after an edit the next build downloads nothing, and compiles what was edited alone",
  { fixture: "six-stages" },
  async (s) => {
    await s.write(
      "Dockerfile",
      lines(
        "FROM golang:1.26-alpine AS builder",
        "WORKDIR /app",
        "COPY go.mod ./",
        "COPY go.sum ./",
        "COPY main.go ./",
        "RUN go mod download",
        "RUN CGO_ENABLED=0 go build -v -o ./server",
        "FROM alpine:3.22",
        "COPY --from=builder /app/server /server",
        'CMD ["/server"]',
        "",
      ),
    );
    await s.remove("docker-compose.yml");
    (await s.gdev("doctor --no-environment")).prints(/^ +6:1 +warning +GD130 /m);
    (await s.gdev("doctor --fix --all --yes --no-environment")).exits(0);
    const build = async (): Promise<string> =>
      (await s.docker(["build", "--progress=plain", "--tag", `${s.project}-server`, "."])).exits(0).stderr;
    await build();
    // Words that nobody has compiled before.
    await s.edit("main.go", '"hello"', `"${s.project}"`);
    const again = await build();
    expect(again).toMatch(/RUN .*go mod download\n#\d+ CACHED$/m);
    expect(again).not.toContain("go: downloading");
    expect([...again.matchAll(/^#\d+ [\d.]+ (\S+)$/gm)].map(([, compiled]) => compiled)).toEqual(["example.com/sixstages"]);
  },
);

scenario(
  "production in the stage of one's choice serves without the mount, and distroless is the smaller one",
  sixStages,
  async (s) => {
    (await s.gdev("up -d --prod --target go=runner-distroless")).exits(0);
    await s.answers("API_PORT", /^hello from runner-distroless\n$/);
    expect((await s.service("go", { running: true, mode: "prod", stage: "runner-distroless" })).mounts).toEqual({});

    (await s.gdev("size --build")).exits(0);
    const sizes = JSON.parse((await s.gdev("size --json")).exits(0).stdout) as readonly { stage: string; sizeBytes: number }[];
    const bytesOf = (name: string): number => sizes.find(({ stage }) => stage === name)?.sizeBytes ?? 0;
    expect(bytesOf("runner-distroless")).toBeGreaterThan(0);
    expect(bytesOf("runner")).toBeGreaterThan(bytesOf("runner-distroless"));
    await s.filesUntouched();
  },
);

scenario(
  "a database file that doctor sees in the container's own layer stays, once it has a volume",
  // SQLite is C: its first compilation takes minutes on a busy machine.
  { fixture: "cgo-sqlite", ports: ["PORT"], limitMs: 600_000 },
  async (s) => {
    const service = ["build: { context: ., dockerfile: Dockerfile.debian }", 'ports: ["${PORT}:8080"]'];
    const compose = (...more: readonly string[]): string =>
      lines("services:", "  api:", ...[...service, ...more].map((line) => `    ${line}`), "");
    await s.write("compose.yml", compose());
    (await s.gdev("doctor --no-environment")).prints(
      /GD147 {2}it looks like the database is \/visits\.db in the container \(WORKDIR \/app\)/,
    );

    await s.edit("main.go", '"../visits.db"', '"/data/visits.db"');
    (await s.gdev("doctor --no-environment")).prints(/GD147 {2}it looks like the database is \/data\/visits\.db/);
    await s.write("compose.yml", `${compose("volumes: [data:/data]")}volumes: { data: {} }\n`);
    (await s.gdev("doctor --no-environment")).hides("GD147");

    (await s.gdev("up -d --timeout 8m")).exits(0);
    const visit = async (): Promise<number> =>
      Number(/visit (\d+)\n$/.exec(await (await fetch(`http://127.0.0.1:${s.ports.PORT}/`)).text())?.[1]);
    const last = await visit();
    (await s.gdev("down")).exits(0);
    expect(await s.containers()).toEqual([]);
    (await s.gdev("up -d --timeout 8m")).exits(0);
    expect(await visit()).toBeGreaterThan(last);
  },
);
