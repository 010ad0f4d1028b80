import { describe, expect, it } from "vitest";
import type { Mode } from "../../src/core/project/project.ts";
import { chooseTarget } from "../../src/core/target/choose.ts";
import { makeOverride, type ServiceOverride } from "../../src/core/target/override.ts";
import { projectOf, stagesOf } from "./project-of.ts";

/** What changes for service api of a project; `dockerfile` is for every service that is built. */
function changed(services: string, dockerfile: string, mode: Mode, explicit?: string): ServiceOverride | undefined {
  return overrideOf(services, dockerfile, mode, explicit).services.api;
}

function overrideOf(services: string, dockerfile: string, mode: Mode, explicit?: string) {
  const project = projectOf(services);
  const targets = project.services.flatMap((service) => {
    const question = { projectName: "demo", service, stages: stagesOf(dockerfile, service), mode };
    return service.build ? [chooseTarget({ ...question, ...(explicit ? { explicit } : {}) })] : [];
  });
  return makeOverride(project, targets);
}

const six = `FROM golang:1.26 AS base ; WORKDIR /app
FROM base AS builder ; COPY . . ; RUN go build -o /out/server
FROM base AS dev ; CMD ["air"]
FROM alpine AS runner ; WORKDIR /app ; COPY --from=builder /out/server . ; ENTRYPOINT ["./server"]
FROM gcr.io/distroless/static-debian13:nonroot AS runner-distroless ; COPY --from=builder /out/server /app/server ; ENTRYPOINT ["/app/server"]`;

const api = (fields: string, target = "dev") =>
  `api: { build: { context: /work/demo, target: ${target} }, ${fields} }\ndb: { image: postgres }`;

describe("in both modes", () => {
  it.each([
    ["dev", undefined, { target: "dev", image: "demo-api:dev", labels: { "gdev.mode": "dev", "gdev.target": "dev" } }],
    ["prod", undefined, { target: "runner", image: "demo-api:prod", labels: { "gdev.mode": "prod", "gdev.target": "runner" } }],
    [
      "dev",
      "runner-distroless",
      {
        target: "runner-distroless",
        image: "demo-api:runner-distroless",
        labels: { "gdev.mode": "prod", "gdev.target": "runner-distroless" },
      },
    ],
  ] as const)("%s, --target %s: stage, image and labels", (mode, explicit, expected) => {
    expect(changed(api(""), six, mode, explicit)).toMatchObject(expected);
  });

  it("an unnamed last stage resets a target that the compose file has", () => {
    expect(changed(api(""), "FROM a AS dev ; FROM b", "prod")).toMatchObject({ target: null, labels: { "gdev.target": "" } });
    expect(changed("api: { build: { context: /work/demo } }", "FROM a AS dev ; FROM b", "prod")).not.toHaveProperty("target");
  });

  it("a service without a build and without a wait stays as it is", () => {
    expect(overrideOf("db: { image: postgres, command: [postgres, -c, x=y], restart: always }", "", "prod").services).toEqual({});
  });
});

describe("a wait for others", () => {
  const wait = '"/app/wait-for.sh", "db:5432", --';
  const db = "depends_on: { db: { condition: service_started } }";
  it.each([
    [
      "entrypoint and command",
      `entrypoint: [${wait}], command: [/app/main, -v], ${db}`,
      { entrypoint: ["/app/main", "-v"], command: null },
    ],
    ["all in entrypoint", `entrypoint: [${wait}, /app/main], ${db}`, { entrypoint: ["/app/main"] }],
    ["all in command", `command: [${wait}, /app/main], ${db}`, { command: ["/app/main"] }],
    ["nothing behind it", `entrypoint: [${wait}], ${db}`, { entrypoint: null }],
    ["by a container name", `command: ["wait-for.sh", "pg:5432", --, /app/main], ${db}`, { command: ["/app/main"] }],
    [
      "by a variable of the container",
      `command: [sh, -c, "wait-for.sh $$DB_HOST:5432 -- /app/main"], ${db}`,
      { command: ["sh", "-c", "/app/main"] },
    ],
  ])("%s: the program stays", (_, fields, expected) => {
    const services = `api: { build: { context: /work/demo, target: runner }, ${fields} }\ndb: { image: postgres, container_name: pg }`;
    const found = changed(services, "FROM b AS runner", "dev");
    const { entrypoint, command } = { entrypoint: undefined, command: undefined, ...found };
    expect({ entrypoint, command }).toEqual({ entrypoint: undefined, command: undefined, ...expected });
    expect(found?.reasons.join()).toContain("gdev waits instead");
  });

  it.each([
    ["no depends_on", `command: [${wait}, /app/main]`],
    ["depends on another", `command: [${wait}, /app/main], depends_on: { cache: { condition: service_started } }`],
    [
      "waits for two, depends on one",
      `command: [dockerize, -wait, "tcp://db:5432", -wait, "tcp://cache:6379", /app/main], ${db}`,
    ],
  ])("%s: it stays, because gdev would not wait", (_, fields) => {
    const services = `api: { build: { context: /work/demo, target: runner }, ${fields} }\ncache: { image: redis }\ndb: { image: postgres }`;
    const found = changed(services, "FROM b AS runner", "dev");
    expect(found).not.toHaveProperty("command");
    expect(found).not.toHaveProperty("entrypoint");
  });

  it("is dropped from services that are not built, too", () => {
    expect(
      changed(`api: { image: shop, command: [${wait}, /app/main], ${db} }\ndb: { image: postgres }`, "", "dev"),
    ).toMatchObject({
      command: ["/app/main"],
    });
  });
});

describe("a command of the other mode", () => {
  const gone = { entrypoint: undefined, command: null };
  const kept = { entrypoint: undefined, command: undefined };
  it.each([
    ["prod", "dev", "command: [air, -c, .air.toml]", gone],
    ["prod", "dev", 'command: ["-c", .air.toml]', gone],
    ["prod", "dev", "command: [./scripts/dev.sh]", gone],
    ["prod", "runner", "command: [./server, --port, '80']", kept],
    ["prod", "runner", "command: [go, run, .]", gone],
    ["prod", "builder", "command: [go, run, .]", gone],
    ["prod", "builder", "command: [make, run]", gone],
    ["prod", "builder", 'command: [sh, -c, "go mod download && exec air"]', gone],
    ["prod", "dev", "entrypoint: [/entrypoint.sh], command: [air]", { entrypoint: null, command: null }],
    ["prod", "dev", 'entrypoint: [wait-for.sh, "db:5432", --], command: [air]', { entrypoint: null, command: null }],
    ["prod", "dev", "entrypoint: [air]", { entrypoint: null, command: undefined }],
    ["dev", "dev", "command: [air, -c, other.toml]", kept],
    ["dev", "dev", 'command: ["-c", .air.toml]', kept],
    ["dev", "runner", "command: [./server, --port, '80']", gone],
    ["dev", "runner", "command: [air, -c, other.toml]", kept],
    ["dev", "builder", "command: [go, run, .]", gone],
  ] as const)("%s with build.target %s and { %s }", (mode, target, fields, expected) => {
    const dockerfile = target === "runner" && fields.includes("air") ? six.replace('CMD ["air"]', 'CMD ["wgo"]') : six;
    const explicit = mode === "dev" ? "dev" : undefined;
    const { entrypoint, command } = { ...kept, ...changed(api(fields, target), dockerfile, mode, explicit) };
    expect({ entrypoint, command }).toEqual(expected);
  });

  it("stays where a stage of the same mode is asked for by name", () => {
    expect(changed(api("command: [--port, '80']", "runner"), six, "prod", "runner-distroless")).not.toHaveProperty("command");
  });

  it("args for the last stage stay, where Compose builds that anyway", () => {
    const found = changed(
      'api: { build: { context: /w }, command: ["-c", x.toml] }',
      'FROM a AS runner ; FROM golang AS dev ; ENTRYPOINT ["air"]',
      "dev",
    );
    expect(found).not.toHaveProperty("command");
  });

  it("stays where x-gdev.prod asks for the very stage of the compose file", () => {
    expect(changed(api("command: [go, run, ./cmd/worker], x-gdev: { prod: dev }"), six, "prod")).not.toHaveProperty("command");
  });

  it("its reason is one line, however long the command", () => {
    const reasons = changed(api(`command: [sh, -c, "air\\n${"x".repeat(200)}"]`), six, "prod")?.reasons ?? [];
    expect(reasons[1]).toMatch(/^command "sh -c air x{20,80}…" dropped: it belongs to dev$/);
  });
});

describe("a one-shot that another service waits for", () => {
  const services = (fields: string, target: string) =>
    `api: { build: { context: /work/demo${target} }, ${fields} }\nweb: { image: nginx, depends_on: { api: { condition: service_completed_successfully } } }`;
  it.each([
    ["dev", ", target: dev", "command: [go, run, ./cmd/migrate]", "dev"],
    ["prod", ", target: dev", "command: [go, run, ./cmd/migrate]", "dev"],
    ["dev", ", target: runner", "command: [/app/migrate, up]", "runner"],
    ["prod", ", target: runner", "command: [/app/migrate, up]", "runner"],
    ["dev", "", "command: [/app/migrate, up]", "runner-distroless"],
    ["prod", ", target: builder", "command: [go, test, ./...]", "builder"],
    ["prod", ", target: dev", "command: [go, run, ./cmd/migrate], x-gdev: { prod: runner }", "runner"],
  ] as const)("%s with { %s } and { %s }: its own stage %s", (mode, target, fields, stage) => {
    const found = changed(services(fields, target), six, mode);
    expect(found?.target).toBe(stage);
    if (!fields.includes("x-gdev")) expect(found).not.toHaveProperty("command");
  });
});

describe("in dev", () => {
  it.each(["always", "unless-stopped", "on-failure:3"])("restart: %s does not apply", (restart) => {
    expect(changed(api(`restart: "${restart}"`), six, "dev")?.restart).toBe("no");
    expect(changed(api(`restart: "${restart}"`), six, "prod")).not.toHaveProperty("restart");
  });

  const both = { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/root/.cache/go-build" };
  const build = { "gdev-go-build": "/root/.cache/go-build" };
  it.each([
    ["a Go stage", "FROM golang:1.26 AS dev", "", both],
    ["a mirror of it", "FROM registry.example.com/library/golang@sha256:00ff AS dev", "", both],
    ["caches of the user's own", "FROM golang AS dev", "volumes: [{ type: volume, source: mod, target: /go/pkg/mod }]", build],
    ["a mount above them", "FROM golang AS dev", "volumes: [{ type: bind, source: /gopath, target: /go }]", build],
    ["not a Go image", "FROM alpine AS dev", "", undefined],
    ["a stage of another user", "FROM golang AS dev ; USER 1000", "", undefined],
    ["a service of another user", "FROM golang AS dev", 'user: "1000:1000"', undefined],
    ["a service that goes back to root", "FROM golang AS dev ; USER 1000", 'user: "0"', both],
  ])("%s gets the caches that it lacks", (_, dockerfile, fields, expected) => {
    expect(changed(api(fields), dockerfile, "dev")?.addedVolumes).toEqual(expected);
  });

  it("names each shared volume once", () => {
    const services = "api: { build: { context: /a } }\nworker: { build: { context: /b } }";
    expect(overrideOf(services, "FROM golang AS dev", "dev").sharedVolumes).toEqual(["gdev-go-build", "gdev-go-mod"]);
  });
});

describe("in prod", () => {
  it("drops the source and keeps the rest, as Compose printed it", () => {
    const data = "{ type: volume, source: data, target: /app/data, volume: { nocopy: true } }";
    const volumes = `volumes: [{ type: bind, source: /work/demo, target: /app, bind: { create_host_path: true } }, ${data}]`;
    expect(changed(api(volumes), six, "prod")).toMatchObject({
      keptMounts: [{ type: "volume", source: "data", target: "/app/data", volume: { nocopy: true } }],
      reasons: [expect.any(String), "mount /work/demo on /app dropped: production runs the image's own files"],
    });
  });

  it("says of an anonymous volume what it is", () => {
    expect(changed(api("volumes: [{ type: volume, target: /app/server }]"), six, "prod")?.reasons.at(-1)).toBe(
      "anonymous volume on /app/server dropped: production runs the image's own files",
    );
  });

  it("touches no mounts where none hides anything", () => {
    expect(changed(api("volumes: [{ type: volume, source: data, target: /data }]"), six, "prod")).not.toHaveProperty(
      "keptMounts",
    );
  });

  it.each([
    ["[CMD-SHELL, 'wget -q localhost || exit 1']", "runner-distroless", true],
    ["[CMD, curl, -f, 'http://localhost']", "runner-distroless", true],
    ["[CMD, /bin/sh, -c, exit 0]", "runner-distroless", true],
    ["[CMD, /app/server, -health]", "runner-distroless", undefined],
    ["[CMD-SHELL, 'wget -q localhost || exit 1']", "runner", undefined],
  ])("a healthcheck %s on %s", (test, stage, disabled) => {
    expect(changed(api(`healthcheck: { test: ${test} }`), six, "prod", stage)?.healthcheckDisabled).toBe(disabled);
  });

  it("a healthcheck that is off already needs nothing", () => {
    expect(
      changed(api("healthcheck: { disable: true, test: [CMD-SHELL, x] }"), six, "prod", "runner-distroless"),
    ).not.toHaveProperty("healthcheckDisabled");
  });
});

describe("a service that runs the image of another", () => {
  const services = (target: string) =>
    `api: { image: shop }\nweb: { image: shop, build: { context: /work/demo, target: ${target} } }`;
  it("follows it to its dev image where Compose would build that stage", () => {
    expect(changed(services("dev"), six, "dev")).toEqual({ image: "demo-web:dev", reasons: ["runs the image that web builds"] });
  });
  it("needs nothing in prod, where the image keeps its name", () =>
    expect(changed(services("dev"), six, "prod")).toBeUndefined());
  it("is left alone where its command is meant for another stage", () =>
    expect(changed(services("runner"), six, "dev")).toBeUndefined());
});
