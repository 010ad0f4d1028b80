import { describe, expect, it } from "vitest";
import { makePlan, type PlanQuestion } from "../../src/core/plan/make.ts";
import type { ObservedContainer } from "../../src/core/plan/observed.ts";
import { emptyRecords, type Records } from "../../src/core/plan/records.ts";
import { planText } from "../../src/core/plan/text.ts";
import { makeOverride } from "../../src/core/target/override.ts";
import { projectOf, targetOf } from "./project-of.ts";

const dockerfile = 'FROM golang AS dev ; ENTRYPOINT ["air"] ; FROM alpine AS runner';
const source = "volumes: [{ type: bind, source: /work/demo, target: /app }, { type: volume, source: go, target: /go }]";
const caches = "{ type: volume, source: cache, target: /root/.cache }";
const api = `api: { build: { context: /work/demo }, ${source.replace("]", `, ${caches}]`)}, depends_on: { db: { condition: service_started } } }`;
const db = "db: { image: 'postgres:17' }";
const everything: Records = {
  images: { "demo-api:dev": { id: "image-1", inputs: "inputs-1" } },
  containers: { api: { id: "c-api", config: "config-api" }, db: { id: "c-db", config: "config-db" } },
  ready: { "c-api": { startedAt: "t1", probe: "air", afterMs: 1 }, "c-db": { startedAt: "t1", probe: "postgres", afterMs: 1 } },
};
const images = { "demo-api:dev": "image-1", "postgres:17": "image-2" };
const running = (id: string, imageId: string, stage?: string): ObservedContainer => ({
  id,
  name: id,
  state: "running",
  imageId,
  startedAt: "t1",
  ...(stage === undefined ? {} : { mode: "dev", stage }),
});
const all = { api: [running("c-api", "image-1", "dev")], db: [running("c-db", "image-2")] };

/** The Plan's lines for a project in dev; what is not given is as after a first, successful `up`. */
function planFor(
  change: Partial<Omit<PlanQuestion, "observed">> & {
    readonly observed?: Partial<PlanQuestion["observed"]>;
    services?: string;
  } = {},
): readonly string[] {
  const project = projectOf(change.services ?? `${api}\n${db}`);
  const targets = project.services.filter((service) => service.build).map((service) => targetOf(service, dockerfile, "dev"));
  const plan = makePlan({
    project,
    targets,
    override: makeOverride(project, targets),
    records: everything,
    build: "auto",
    inputs: Object.fromEntries(project.services.map(({ name }) => [name, "inputs-1"])),
    configs: Object.fromEntries(project.services.map(({ name }) => [name, `config-${name}`])),
    probes: { api: "air + http :8080", db: "postgres" },
    ...change,
    observed: { containers: all, images, healthchecks: [], volumes: [], ...change.observed },
  });
  return planText(plan)
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, "  "));
}

describe("makePlan", () => {
  it("first up: build, start the database, wait for it, start the service, wait for its answer", () => {
    expect(planFor({ records: emptyRecords, observed: { containers: {}, images: { "postgres:17": "image-2" } } })).toEqual([
      "#1 db  start  not running",
      "1 → #2 db  wait  postgres  api depends on it",
      "#3 api  build  stage dev  image demo-api:dev is not built yet",
      "3,2 → #4 api  start  not running",
      "4 → #5 api  wait  air + http :8080  its first answer is what up waits for",
    ]);
  });

  it("everything as wished: nothing", () => expect(planFor()).toEqual(["demo: nothing to do"]));

  it("pulls an image that the engine does not have, before the start", () => {
    expect(planFor({ observed: { containers: { api: all.api }, images: { "demo-api:dev": "image-1" } } }).slice(0, 2)).toEqual([
      "#1 db  pull  postgres:17  the engine does not have the image",
      "1 → #2 db  start  not running",
    ]);
  });

  it("rebuilds what changed and leaves the database alone", () => {
    expect(planFor({ inputs: { api: "inputs-2" } })).toEqual([
      "#1 api  build  stage dev  files of the build changed since the image was built",
      "1 → #2 api  start  image rebuilt by #1",
      "2 → #3 api  wait  air + http :8080  its first answer is what up waits for",
    ]);
  });

  it.each([
    [
      "the container runs another stage",
      { observed: { containers: { ...all, api: [running("c-api", "image-9", "runner")] } } },
      "mode dev; the container runs stage runner",
    ],
    [
      "the container runs an older image",
      { observed: { containers: { ...all, api: [running("c-api", "image-9", "dev")] } } },
      "it does not run the image demo-api:dev",
    ],
    ["the configuration changed", { configs: { api: "other", db: "config-db" } }, "its configuration changed"],
    [
      "somebody else started it",
      { records: { ...everything, containers: { db: { id: "c-db", config: "config-db" } } } },
      "gdev did not start it: Compose compares its configuration",
    ],
    [
      "it has ended",
      { observed: { containers: { ...all, api: [{ ...running("c-api", "image-1", "dev"), state: "exited", exitCode: 3 }] } } },
      "ended with exit code 3",
    ],
  ])("starts again where %s", (_, change, cause) => {
    const [start] = planFor(change);
    expect(start).toBe(`#1 api  start  ${cause}`);
  });

  it("waits again for a container that was restarted since it was ready", () => {
    const restarted = { ...running("c-db", "image-2"), startedAt: "t2" };
    expect(planFor({ observed: { containers: { ...all, db: [restarted] } } })).toEqual([
      "#1 db  wait  postgres  api depends on it",
    ]);
  });

  it("--build builds, --no-build does not", () => {
    expect(planFor({ build: "always" })[0]).toBe("#1 api  build  stage dev  --build");
    expect(planFor({ build: "never", inputs: { api: "inputs-2" } })).toEqual(["demo: nothing to do"]);
  });

  it("--no-build without an image is an error, before anything is started", () => {
    const attempt = () => planFor({ build: "never", observed: { images: { "postgres:17": "image-2" } } });
    expect(attempt).toThrow("image demo-api:dev of api is not built, and --no-build forbids building it");
  });

  it("touches only the services that it is told to", () => {
    const changed = { inputs: { api: "inputs-2" }, configs: { api: "other", db: "other" } };
    expect(planFor({ ...changed, only: ["db"] }).map((line) => line.split("  ")[0])).toEqual(["#1 db", "1 → #2 db"]);
  });

  describe("a one-shot that others wait for", () => {
    const services = `${api.replace("db: { condition: service_started }", "migrate: { condition: service_completed_successfully }")}\nmigrate: { image: 'postgres:17' }`;
    const migrate = (exitCode: number) => [{ ...running("c-migrate", "image-2"), state: "exited", exitCode }];
    const records = {
      ...everything,
      containers: { ...everything.containers, migrate: { id: "c-migrate", config: "config-migrate" } },
    };

    it("stays ended while its dependents run", () => {
      expect(planFor({ services, records, observed: { containers: { api: all.api, migrate: migrate(0) } } })).toEqual([
        "demo: nothing to do",
      ]);
    });

    it("runs again where it failed, and where a dependent starts", () => {
      expect(planFor({ services, records, observed: { containers: { api: all.api, migrate: migrate(1) } } }).slice(0, 2)).toEqual(
        ["#1 migrate  start  ended with exit code 1", "1 → #2 migrate  wait  exit 0  api depends on it"],
      );
      expect(planFor({ services, records, observed: { containers: { migrate: migrate(0) } } })).toContain(
        "2 → #3 api  start  not running",
      );
    });
  });

  it("makes shared Go caches where the dev stage has none, once", () => {
    const bare = api.replace(/volumes: \[.*?\]/, "volumes: [{ type: bind, source: /work/demo, target: /app }]");
    const lines = planFor({ services: `${bare}\n${db}`, records: emptyRecords, observed: { containers: {} } });
    expect(lines.filter((line) => line.includes("volume"))).toEqual([
      "#4 api  volume  gdev-go-mod  Go caches survive a switch of stages",
      "#5 api  volume  gdev-go-build  Go caches survive a switch of stages",
    ]);
    expect(planFor({ services: `${bare}\n${db}`, observed: { volumes: ["gdev-go-mod", "gdev-go-build"] } })).toEqual([
      "demo: nothing to do",
    ]);
  });
});
