import { describe, expect, it } from "vitest";
import { makePlan } from "../../src/core/plan/make.ts";
import type { ObservedContainer } from "../../src/core/plan/observed.ts";
import { isEmpty, type Step } from "../../src/core/plan/plan.ts";
import type { PlanQuestion } from "../../src/core/plan/question.ts";
import type { Records } from "../../src/core/plan/records.ts";
import { emptyRecords } from "../../src/core/plan/records.ts";
import { inStartOrder } from "../../src/core/plan/start-order.ts";
import { planText } from "../../src/core/plan/text.ts";
import { waitUntil } from "../../src/core/plan/wait-until.ts";
import type { Mode } from "../../src/core/project/project.ts";
import { chooseTarget } from "../../src/core/target/choose.ts";
import { makeOverride } from "../../src/core/target/override.ts";
import { projectOf, stagesOf } from "./project-of.ts";

const dockerfile = "FROM alpine AS dev ; FROM alpine AS runner";
const build = "build: { context: /work/demo }, volumes: [{ type: bind, source: /work/demo, target: / }]";
const started = (service: string) => `depends_on: { ${service}: { condition: service_started, required: true } }`;
const completed = (service: string) =>
  `depends_on: { ${service}: { condition: service_completed_successfully, required: true } }`;
const apiAndDb = `api: { ${build}, ${started("db")} }\ndb: { image: "postgres:17" }`;

type Change = Partial<Omit<PlanQuestion, "project" | "targets" | "override">> & { readonly mode?: Mode };

/** What the plan is decided on where nothing is there yet. */
function asked(services: string, { mode = "dev", ...change }: Change = {}): PlanQuestion {
  const project = projectOf(services);
  const targets = project.services.flatMap((service) =>
    service.build ? [chooseTarget({ projectName: "demo", service, stages: stagesOf(dockerfile), mode })] : [],
  );
  const override = makeOverride(project, targets);
  const observed = { containers: {}, images: { "postgres:17": "pg" }, healthchecks: [], volumes: [] };
  return {
    project,
    targets,
    override,
    observed,
    records: emptyRecords,
    build: "auto",
    inputs: {},
    configs: {},
    probes: {},
    ...change,
  };
}

/** The same project when gdev has brought it up: every container runs, is ready and was started by gdev, every image is there. */
function running(
  services: string,
  change: Change = {},
  containers: Record<string, Partial<ObservedContainer> | null> = {},
): PlanQuestion {
  const question = asked(services, change);
  const names = question.project.services.map(({ name }) => name).filter((name) => containers[name] !== null);
  const images = Object.fromEntries([
    ["postgres:17", "pg"],
    ...question.targets.map(({ image }) => [image, `${image} id`] as const),
  ]);
  const observe = (name: string): ObservedContainer => {
    const target = question.targets.find(({ service }) => service === name);
    const imageId = target ? `${target.image} id` : "pg";
    return {
      id: `${name}-1`,
      name: `demo-${name}-1`,
      state: "running",
      imageId,
      startedAt: "t",
      stage: target?.stageName ?? "",
      ...containers[name],
    };
  };
  const records: Records = {
    images: Object.fromEntries(question.targets.map(({ image }) => [image, { id: `${image} id`, inputs: "" }])),
    containers: Object.fromEntries(names.map((name) => [name, { id: `${name}-1`, config: "" }])),
    ready: Object.fromEntries(names.map((name) => [`${name}-1`, { startedAt: "t", probe: "p", afterMs: 1 }])),
  };
  const observed = {
    containers: Object.fromEntries(names.map((name) => [name, [observe(name)]])),
    images,
    healthchecks: [],
    volumes: [],
  };
  const configs = Object.fromEntries(names.map((name) => [name, ""]));
  return { ...question, observed, records, configs, ...change };
}

function text(question: PlanQuestion): readonly string[] {
  return planText(makePlan(question))
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, "  "));
}

const nothing = ["demo: nothing to do"];

describe("a project that is not there yet", () => {
  it("is built, then started in the order of its dependencies, each ready before the next", () => {
    const probes = { api: "http :8080", db: "postgres" };
    expect(planText(makePlan(asked(apiAndDb, { probes })))).toBe(
      [
        "      #1 api  build  stage dev   image demo-api:dev is not built yet",
        "      #2 db   start              not running",
        "  2 → #3 db   wait   postgres    api depends on it",
        "1,3 → #4 api  start              not running",
        "  4 → #5 api  wait   http :8080  its first answer is what up waits for",
      ].join("\n"),
    );
  });

  it("pulls what the engine lacks, once for two services", () => {
    expect(text(asked("a: { image: redis }\nb: { image: redis }"))).toEqual([
      "#1 a  pull  redis  the engine does not have the image",
      "1 → #2 a  start  not running",
      "2 → #3 a  wait  running  its first answer is what up waits for",
      "1 → #4 b  start  not running",
      "4 → #5 b  wait  running  its first answer is what up waits for",
    ]);
  });

  it("an unnamed last stage is called so", () => {
    const question = asked(`api: { ${build} }`);
    const targets = question.targets.map(({ stageName: _, ...target }) => target);
    expect(text({ ...question, targets })[0]).toBe("#1 api  build  last stage  image demo-api:dev is not built yet");
  });

  it("makes the shared caches once, before the first service that mounts them", () => {
    const question = asked(`api: { ${build} }\nweb: { ${build} }`, {
      observed: { containers: {}, images: {}, healthchecks: [], volumes: ["gdev-go-mod"] },
    });
    const caches = { addedVolumes: { "gdev-go-mod": "/go/pkg/mod", "gdev-go-build": "/c" }, reasons: [] };
    const { steps } = makePlan({
      ...question,
      override: { services: { api: caches, web: caches }, sharedVolumes: [], ownVolumes: [] },
    });
    const volumes = steps.filter(({ kind }) => kind === "volume");
    expect(volumes).toMatchObject([{ volume: "gdev-go-build" }]);
    for (const start of steps.filter(({ kind }) => kind === "start")) expect(start.after).toContain(volumes[0]?.id);
  });
});

describe("a project that runs as wished", () => {
  it.each([
    ["two services", apiAndDb, {}],
    [
      "a migration that ended with 0",
      `api: { ${build}, ${completed("migrate")} }\nmigrate: { ${build} }`,
      { migrate: { state: "exited", exitCode: 0 } },
    ],
    [
      "a chain of one-shots",
      `api: { ${build}, ${completed("seed")} }\nseed: { ${build}, ${completed("migrate")} }\nmigrate: { ${build} }`,
      { seed: { state: "exited", exitCode: 0 }, migrate: { state: "exited", exitCode: 0 } },
    ],
    ["a service scaled to none", "api: { image: 'postgres:17', scale: 0 }", { api: null }],
    ["a service with deploy.replicas: 0", "api: { image: 'postgres:17', deploy: { replicas: 0 } }", { api: null }],
    [
      "an optional dependency that is not in the project",
      `api: { ${build}, depends_on: { cache: { condition: service_started, required: false } } }`,
      {},
    ],
  ] as const)("%s: nothing to do", (_, services, containers) => {
    const plan = makePlan(running(services, {}, containers));
    expect(planText(plan)).toBe("demo: nothing to do");
    expect(isEmpty(plan)).toBe(true);
  });
});

describe("what is not as wished is done, and only that", () => {
  const only = (change: Change, containers: Record<string, Partial<ObservedContainer> | null> = {}) =>
    text(running(apiAndDb, change, containers));
  const api = (cause: string) => [`#1 api  start  ${cause}`, "1 → #2 api  wait  running  its first answer is what up waits for"];
  const rebuilt = (cause: string) => [
    `#1 api  build  stage dev  ${cause}`,
    "1 → #2 api  start  image rebuilt by #1",
    "2 → #3 api  wait  running  its first answer is what up waits for",
  ];
  it.each([
    ["its container is gone", {}, { api: null }, api("not running")],
    ["it ended", {}, { api: { state: "exited", exitCode: 0 } }, api("ended with exit code 0")],
    ["it failed", {}, { api: { state: "exited", exitCode: 137 } }, api("ended with exit code 137")],
    ["it never started", {}, { api: { state: "created" } }, api("created")],
    ["it restarts by itself", {}, { api: { state: "restarting" } }, nothing],
    [
      "somebody else made the container",
      {},
      { api: { id: "other" } },
      api("gdev did not start it: Compose compares its configuration"),
    ],
    ["its configuration changed", { configs: { api: "new", db: "" } }, {}, api("its configuration changed")],
    ["it runs another stage", {}, { api: { stage: "runner", imageId: "x" } }, api("mode dev; the container runs stage runner")],
    ["it runs the last stage", {}, { api: { stage: "", imageId: "x" } }, api("mode dev; the container runs stage last")],
    ["it runs an older image", {}, { api: { imageId: "old" } }, api("it does not run the image demo-api:dev")],
    [
      "files of the build changed",
      { inputs: { api: "new" } },
      {},
      rebuilt("files of the build changed since the image was built"),
    ],
    ["files changed, --no-build", { inputs: { api: "new" }, build: "never" }, {}, nothing],
    ["--build", { build: "always" }, {}, rebuilt("--build")],
    [
      "restarted since it was ready",
      {},
      { api: { startedAt: "later" } },
      ["#1 api  wait  running  its first answer is what up waits for"],
    ],
  ] as const)("%s", (_, change, containers, expected) => expect(only(change as Change, containers)).toEqual(expected));

  it("an image that somebody else built under gdev's name is built again", () => {
    const question = running(apiAndDb);
    const observed = { ...question.observed, images: { ...question.observed.images, "demo-api:dev": "strange" } };
    expect(text({ ...question, observed })[0]).toBe("#1 api  build  stage dev  image demo-api:dev was not built by gdev");
  });

  it("a database that stopped is started; the service that runs already is left alone", () => {
    expect(only({}, { db: { state: "exited", exitCode: 0 } })).toEqual([
      "#1 db  start  ended with exit code 0",
      "1 → #2 db  wait  running  api depends on it",
    ]);
  });
});

describe("a scaled service", () => {
  const two = (services: string, ...states: string[]) => {
    const question = running(services);
    const containers = states.map((state, index) => ({
      id: `api-${index + 1}`,
      name: "",
      state,
      exitCode: 1,
      imageId: "pg",
      startedAt: "t",
    }));
    const ready = Object.fromEntries(containers.map(({ id }) => [id, { startedAt: "t", probe: "", afterMs: 0 }]));
    return text({
      ...question,
      observed: { ...question.observed, containers: { api: containers } },
      records: { ...question.records, ready },
    });
  };
  it.each([
    ["scale: 2", ["running", "running"], nothing],
    ["deploy: { replicas: 2 }", ["running", "running"], nothing],
    [
      "scale: 2",
      ["running"],
      ["#1 api  start  1 of 2 containers are there", "1 → #2 api  wait  running  its first answer is what up waits for"],
    ],
    [
      "scale: 2",
      ["running", "exited"],
      ["#1 api  start  ended with exit code 1", "1 → #2 api  wait  running  its first answer is what up waits for"],
    ],
    ["tty: true", ["running", "running"], nothing],
  ])("%s with %j", (fields, states, expected) =>
    expect(two(`api: { image: "postgres:17", ${fields} }`, ...states)).toEqual(expected),
  );
});

describe("a one-shot", () => {
  const services = `api: { ${build}, ${completed("migrate")} }\nmigrate: { image: "postgres:17" }`;
  const done = { state: "exited", exitCode: 0 };
  const again = (cause: string) => [`#1 migrate  start  ${cause}`, "1 → #2 migrate  wait  exit 0  api depends on it"];

  it("runs before the service that waits for its end", () => {
    expect(text(asked(services)).slice(1)).toEqual([
      "#2 migrate  start  not running",
      "2 → #3 migrate  wait  exit 0  api depends on it",
      "1,3 → #4 api  start  not running",
      "4 → #5 api  wait  running  its first answer is what up waits for",
    ]);
  });

  it("that failed runs again", () => {
    expect(text(running(services, {}, { migrate: { state: "exited", exitCode: 3 } }))).toEqual(again("ended with exit code 3"));
  });

  it("that still runs is waited for, and not started", () => {
    expect(text(running(services))).toEqual(["#1 migrate  wait  exit 0  api depends on it"]);
  });

  it.each([
    ["is gone", { migrate: done, api: null }, {}],
    ["stopped", { migrate: done, api: { state: "exited", exitCode: 0 } }, {}],
    ["gets a new image", { migrate: done }, { inputs: { api: "new" } }],
  ] as const)("runs again when the service that needs it %s", (_, containers, change) => {
    const lines = text(running(services, change, containers));
    expect(lines.filter((line) => line.includes("migrate  start"))).toHaveLength(1);
    const position = (words: string) => lines.findIndex((line) => line.includes(words));
    expect(position("api  start")).toBeGreaterThan(position("migrate  wait"));
  });

  it("stays ended when the service that needs it is not touched", () => {
    expect(text(running(services, { only: ["migrate"] }, { migrate: done, api: null }))).toEqual(nothing);
  });

  it("that nobody waits for runs again with every up, as with Compose", () => {
    expect(text(running('seed: { image: "postgres:17" }', {}, { seed: done }))[0]).toBe("#1 seed  start  ended with exit code 0");
  });
});

describe("--no-build", () => {
  it("with an image that is not there is an error before anything starts", () => {
    const attempt = () => makePlan(asked(apiAndDb, { build: "never" }));
    expect(attempt).toThrow("image demo-api:dev of api is not built, and --no-build forbids building it");
  });
  it("does not matter for services that are not touched", () => {
    expect(() => makePlan(asked(apiAndDb, { build: "never", only: ["db"] }))).not.toThrow();
  });
});

describe("only some services", () => {
  it("touches no other, and waits for no dependency that it does not touch", () => {
    expect(text(running(apiAndDb, { only: ["api"], inputs: { api: "new" } }, { db: null }))).toEqual([
      "#1 api  build  stage dev  files of the build changed since the image was built",
      "1 → #2 api  start  image rebuilt by #1",
      "2 → #3 api  wait  running  its first answer is what up waits for",
    ]);
  });
});

describe("an image that another service builds", () => {
  const services = `worker: { image: shop }\nweb: { image: shop, ${build} }`;
  const kinds = (steps: readonly Step[]) => steps.map(({ kind, service, after }) => `${after.join()} ${kind} ${service}`.trim());

  it("is not pulled but awaited, under the name that it has in prod", () => {
    expect(kinds(makePlan(asked(services, { mode: "prod" })).steps)).toEqual([
      "build web",
      "1 start worker",
      "2 wait worker",
      "1 start web",
      "4 wait web",
    ]);
  });

  it("is run anew when it was rebuilt", () => {
    const question = running(services, { mode: "prod", inputs: { web: "new" } }, { worker: { imageId: "shop id" } });
    expect(kinds(makePlan(question).steps)).toEqual([
      "build web",
      "1 start worker",
      "2 wait worker",
      "1 start web",
      "4 wait web",
    ]);
    expect(text(running(services, { mode: "prod" }, { worker: { imageId: "shop id" } }))).toEqual(nothing);
    expect(text(running(services, { mode: "prod" }, { worker: { imageId: "old" } }))[0]).toBe(
      "#1 worker  start  it does not run the image shop",
    );
  });
});

describe("inStartOrder", () => {
  it.each([
    [`a: { image: x, ${started("b")} }\nb: { image: x, ${started("c")} }\nc: { image: x }`, "c b a"],
    ["b: { image: x }\na: { image: x }", "b a"],
    [`a: { image: x, ${started("gone")} }`, "a"],
  ])("%s", (services, order) =>
    expect(
      inStartOrder(projectOf(services))
        .map(({ name }) => name)
        .join(" "),
    ).toBe(order),
  );
});

describe("waitUntil", () => {
  it.each([
    [completed("api"), "completed"],
    [started("api"), "ready"],
    ["depends_on: { api: { condition: service_healthy, required: true } }", "ready"],
  ])("{ %s }: %s", (dependency, expected) => {
    const project = projectOf(`web: { image: x, ${dependency} }\napi: { image: x }`);
    const api = project.services.find(({ name }) => name === "api");
    expect(api && waitUntil(project, api)).toBe(expected);
  });
});
