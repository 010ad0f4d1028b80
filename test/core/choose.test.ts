import { describe, expect, it } from "vitest";
import type { UserError } from "../../src/core/error.ts";
import { chooseTarget, StageNotFound } from "../../src/core/target/choose.ts";
import { isDevStage } from "../../src/core/target/stage-choice.ts";
import { serviceOf, stagesOf, targetOf } from "./project-of.ts";

const build = "build: { context: /work/demo }";
const withTarget = (stage: string) => `build: { context: /work/demo, target: ${stage} }`;
const withArg = (argument: string) => `build: { context: /work/demo, args: { ${argument} } }`;
const mount = "volumes: [{ type: bind, source: /work/demo, target: /app }]";

/** Stage, mode and reason in one line. */
function chosen(fields: string, dockerfile: string, mode: "dev" | "prod", explicit?: string): string {
  const target = targetOf(serviceOf(fields), dockerfile, mode, explicit);
  return `${target.stage ? (target.stage.name ?? "last") : "?"} ${target.mode}: ${target.reason}`;
}

const two = "FROM golang AS builder ; FROM alpine AS runner";
const air = 'ENTRYPOINT ["air"]';

describe("dev", () => {
  it.each([
    // x-gdev.dev beats build.target
    [`${withTarget("dev")}, x-gdev: { dev: hotter }`, "FROM go AS dev ; FROM go AS hotter", "hotter dev: x-gdev.dev"],
    [`${build}, x-gdev: { dev: HOTTER }`, "FROM go AS Hotter ; FROM alpine", "hotter dev: x-gdev.dev"],
    // build.target, if it is a dev stage
    [withTarget("air"), "FROM go AS dev ; FROM go AS air", "air dev: build.target"],
    [withTarget("Dev"), "FROM go AS DEV ; FROM alpine", "dev dev: build.target"],
    [withTarget("hotair"), `FROM go AS dev ; FROM go AS hotair ; ${air}`, "hotair dev: build.target"],
    [withTarget("runner"), "FROM go AS dev ; FROM alpine AS runner", "dev dev: named dev"],
    // exact names, in this order
    [
      build,
      "FROM a AS air ; FROM a AS watch ; FROM a AS hot ; FROM a AS development ; FROM a",
      "development dev: named development",
    ],
    [build, "FROM a AS watch ; FROM a AS develop ; FROM a", "develop dev: named develop"],
    [build, `FROM a AS x ; ${air} ; FROM a AS dev ; FROM a AS runner`, "dev dev: named dev"],
    // a stage that runs a live reloader
    [build, `FROM a AS live ; ${air} ; FROM b AS runner`, "live dev: runs a live reloader"],
    [build, "FROM a AS live ; CMD air ; FROM b AS runner", "live dev: runs a live reloader"],
    [
      build,
      'FROM a AS live ; ENTRYPOINT ["/entrypoint.sh"] ; CMD ["air", "-c", ".air.toml"] ; FROM b AS runner',
      "live dev: runs a live reloader",
    ],
    [build, `FROM a AS runner ; FROM b ; ${air}`, "last dev: runs a live reloader"],
    // a service whose own command runs the reloader in the stage that Compose builds
    [
      `${withTarget("base")}, command: [air]`,
      "FROM go AS base ; FROM base AS builder ; FROM alpine AS runner",
      "base dev: build.target, whose command runs a live reloader",
    ],
    [
      `${build}, command: [air, -c, .air.toml]`,
      "FROM go ; COPY . .",
      "last dev: the last stage, whose command runs a live reloader",
    ],
    [
      `${withTarget("base")}, entrypoint: [wait-for.sh, "db:5432", --], command: [air]`,
      "FROM go AS base ; FROM alpine",
      "base dev: build.target, whose command runs a live reloader",
    ],
    // … or needs the toolchain, where no stage reloads
    [`${withTarget("builder")}, command: [go, run, .]`, two, "builder dev: build.target, whose command needs the source"],
    [`${withTarget("builder")}, command: [go, run, .]`, `${two} ; FROM builder AS dev`, "dev dev: named dev"],
    // none: the production stage, and mode prod
    [build, "FROM a AS dev-envs ; FROM b AS runner", "runner prod: no dev stage; named runner"],
    [build, two, "runner prod: no dev stage; named runner"],
  ])("{ %s } of %s", (fields, dockerfile, expected) => expect(chosen(fields, dockerfile, "dev")).toBe(expected));
});

describe("prod", () => {
  it.each([
    [`${build}, x-gdev: { prod: small }`, "FROM a AS small ; FROM a AS runner", "small prod: x-gdev.prod"],
    // names in this order, plain before prefixed
    [build, "FROM a AS final ; FROM a AS production ; FROM a AS dev", "production prod: named production"],
    [build, "FROM a AS runner-distroless ; FROM a AS prod ; FROM a", "prod prod: named prod"],
    [build, "FROM a AS release_small ; FROM a AS runner-distroless ; FROM a", "runner-distroless prod: named runner-distroless"],
    [build, "FROM a AS runners ; FROM a AS tools", "tools prod: the last stage that is not a dev stage"],
    [build, "FROM golang AS builder ; FROM alpine AS Runner", "runner prod: named runner"],
    // the last that is not a dev stage
    [
      build,
      `FROM a AS builder ; FROM b AS server ; FROM a AS live ; ${air}`,
      "server prod: the last stage that is not a dev stage",
    ],
    [build, "FROM a AS builder ; FROM b", "last prod: the last stage that is not a dev stage"],
    [build, "FROM golang", "last prod: the only stage"],
    // build.target, where it is a program of its own and not what others are built on
    [withTarget("runner-distroless"), "FROM a AS runner ; FROM a AS runner-distroless", "runner-distroless prod: build.target"],
    [
      withTarget("worker"),
      "FROM a AS builder ; FROM b AS api ; FROM b AS worker ; FROM b AS migrate",
      "worker prod: build.target",
    ],
    [withTarget("builder"), "FROM a AS builder ; FROM b AS runner ; COPY --from=builder /x /x", "runner prod: named runner"],
    [withTarget("dev"), "FROM a AS dev ; FROM b AS runner", "runner prod: named runner"],
    [
      `${withTarget("live")}, command: [air]`,
      "FROM a AS live ; FROM b AS server",
      "server prod: the last stage that is not a dev stage",
    ],
    // x-gdev says that a stage is no dev stage, whatever its name
    [`${build}, x-gdev: { prod: dev }`, "FROM a AS dev ; FROM b", "dev prod: x-gdev.prod"],
  ])("{ %s } of %s", (fields, dockerfile, expected) => expect(chosen(fields, dockerfile, "prod")).toBe(expected));

  it("does not pretend that a Dockerfile with only a dev stage has a production stage", () => {
    const target = targetOf(serviceOf(`${build}, ${mount}`), `FROM golang AS dev ; ${air}`, "prod");
    expect(target).toMatchObject({
      mode: "dev",
      stageName: "dev",
      image: "demo-api:dev",
      reason: "no production stage; the only stage",
    });
    expect(target.warnings.map(({ text }) => text)).toEqual(["api has no production stage: running dev, as in dev"]);
  });
});

describe("a build argument meant as target", () => {
  it.each([
    ["target: dev", "dev", "dev dev: build argument meant as target", 1],
    ["BUILD_TARGET: Dev", "dev", "dev dev: build argument meant as target", 1],
    ["stage: runner-distroless", "prod", "runner-distroless prod: build argument meant as target", 1],
    ["target: nothing", "dev", "dev dev: named dev", 0],
    ["VERSION: dev", "dev", "dev dev: named dev", 0],
    ["target: null", "dev", "dev dev: named dev", 0],
  ] as const)("args { %s } in %s", (argument, mode, expected, warnings) => {
    const dockerfile = "FROM a AS dev ; FROM b AS runner ; FROM b AS runner-distroless";
    expect(chosen(`${withArg(argument)}, ${mount}`, dockerfile, mode)).toBe(expected);
    expect(targetOf(serviceOf(`${withArg(argument)}, ${mount}`), dockerfile, mode).warnings).toHaveLength(warnings);
  });

  it("names the place and the remedy", () => {
    const [warning] = targetOf(serviceOf(withArg("target: dev")), "FROM a AS dev ; FROM b AS runner", "prod").warnings;
    expect(warning).toMatchObject({
      path: ["build", "args", "target"],
      remedy: "write build: { target: dev } and drop the argument",
    });
  });

  it("selects nothing beside build.target, and is no mistake where FROM uses it", () => {
    const both = "build: { context: /work/demo, target: runner, args: { target: dev } }";
    expect(targetOf(serviceOf(both), "FROM a AS dev ; FROM b AS runner", "prod")).toMatchObject({
      stageName: "runner",
      warnings: [],
    });
    const used = "ARG stage=prod ; FROM a AS dev ; FROM b AS prod ; FROM $stage AS final";
    expect(targetOf(serviceOf(withArg("stage: prod")), used, "prod")).toMatchObject({ stageName: "prod", warnings: [] });
  });
});

describe("a stage that is asked for", () => {
  it.each([
    ["RUNNER", "runner prod: asked for by name"],
    ["dev", "dev dev: asked for by name"],
    ["live", "live dev: asked for by name"],
    ["builder", "builder prod: asked for by name"],
  ])("--target api=%s beats all", (stage, expected) => {
    const dockerfile = `FROM a AS builder ; FROM a AS dev ; FROM a AS live ; ${air} ; FROM b AS runner`;
    expect(chosen(`${withTarget("dev")}, x-gdev: { dev: dev }`, dockerfile, "dev", stage)).toBe(expected);
  });

  it.each([
    [build, "runer", "--target of service api names stage runer, which its Dockerfile does not have", "did you mean runner?"],
    [
      withTarget("biulder"),
      undefined,
      "build.target of service api names stage biulder, which its Dockerfile does not have",
      "did you mean builder?",
    ],
    [
      `${build}, x-gdev: { dev: x }`,
      undefined,
      "x-gdev.dev of service api names stage x, which its Dockerfile does not have",
      undefined,
    ],
    [
      `${build}, x-gdev: { prod: "0" }`,
      undefined,
      "x-gdev.prod of service api names stage 0, which its Dockerfile does not have",
      undefined,
    ],
  ])("{ %s } with %s is an error that knows the stages", (fields, explicit, message, remedy) => {
    const attempt = () => targetOf(serviceOf(fields), two, "dev", explicit);
    expect(attempt).toThrow(StageNotFound);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ why: "the Dockerfile has the stages builder, runner" }) }),
    );
    try {
      attempt();
    } catch (error) {
      expect((error as UserError).details.remedy).toBe(remedy);
    }
  });
});

describe("a stage without a name", () => {
  it("can be built where it is the last", () =>
    expect(targetOf(serviceOf(build), "FROM a AS dev ; FROM b", "prod").stageName).toBeUndefined());

  it("is an error elsewhere, because Docker cannot build it alone", () => {
    const attempt = () =>
      chooseTarget({
        projectName: "demo",
        service: serviceOf(build),
        stages: stagesOf("FROM a AS builder ; FROM b ; FROM a AS dev"),
        mode: "prod",
        dockerfile: "/work/demo/Dockerfile",
      });
    expect(attempt).toThrow(
      expect.objectContaining({
        message: "the production stage of api has no name",
        details: expect.objectContaining({
          remedy: "name it: FROM b AS runner",
          place: { file: "/work/demo/Dockerfile", line: 2, column: 1 },
        }),
      }),
    );
  });

  it("an empty Dockerfile is an error", () =>
    expect(() => targetOf(serviceOf(build), "# nothing", "prod")).toThrow("has no FROM"));
});

describe("the image", () => {
  const own = `image: "team/api:1.4", ${build}`;
  const dockerfile = "FROM a AS dev ; FROM b AS runner ; FROM b AS runner-distroless";
  it.each([
    [build, "dev", undefined, "demo-api:dev"],
    [build, "prod", undefined, "demo-api:prod"],
    [own, "dev", undefined, "demo-api:dev"],
    [own, "prod", undefined, "team/api:1.4"],
    [build, "dev", "runner", "demo-api:prod"],
    [own, "dev", "runner", "team/api:1.4"],
    [own, "prod", "runner-distroless", "demo-api:runner-distroless"],
  ] as const)("{ %s } in %s, stage %s: %s", (fields, mode, explicit, image) => {
    expect(targetOf(serviceOf(fields), dockerfile, mode, explicit).image).toBe(image);
  });
});

describe("a Dockerfile that is not on this machine", () => {
  const remote = (fields: string, mode: "dev" | "prod", explicit?: string) => {
    const {
      stageName,
      mode: chosenMode,
      image,
    } = chooseTarget({
      projectName: "demo",
      service: serviceOf(fields),
      stages: undefined,
      mode,
      ...(explicit ? { explicit } : {}),
    });
    return `${stageName ?? "last"} ${chosenMode} ${image}`;
  };
  const context = "build: { context: 'https://example.com/api.git'";
  it.each([
    [`${context} }`, "dev", undefined, "last prod demo-api:prod"],
    [`image: team/api, ${context} }`, "prod", undefined, "last prod team/api"],
    [`${context}, target: dev }`, "dev", undefined, "dev dev demo-api:dev"],
    [`${context} }, x-gdev: { dev: hotter, prod: small }`, "dev", undefined, "hotter dev demo-api:dev"],
    [`${context} }, x-gdev: { dev: hotter, prod: small }`, "prod", undefined, "small prod demo-api:prod"],
    [`${context} }`, "prod", "tools", "tools prod demo-api:tools"],
    [`image: team/api, ${context} }`, "prod", "tools", "tools prod demo-api:tools"],
  ] as const)("{ %s } in %s, stage %s", (fields, mode, explicit, expected) =>
    expect(remote(fields, mode, explicit)).toBe(expected),
  );
});

describe("warnings about the source", () => {
  const text = (
    fields: string,
    dockerfile = `FROM golang AS dev ; WORKDIR /app ; ${air} ; FROM alpine AS runner`,
    mode: "dev" | "prod" = "dev",
  ) => targetOf(serviceOf(`${build}${fields}`), dockerfile, mode).warnings.map((warning) => warning.text);
  const missing = ["api runs stage dev without a mount of its source: a save on this machine does not reach the container"];
  it.each([
    ["", missing],
    [", volumes: [{ type: volume, source: data, target: /data }]", missing],
    [", volumes: [{ type: bind, source: /work/demo/config.yml, target: /app/config.yml }]", missing],
    [", volumes: [{ type: bind, source: /var/run/docker.sock, target: /var/run/docker.sock }]", missing],
    [", volumes: [{ type: bind, source: /work/demo/data, target: /var/data }]", missing],
    [", volumes: [{ type: bind, source: /work/demo, target: /app }]", []],
    [", volumes: [{ type: bind, source: /work/demo, target: /app/ }]", []],
    [", volumes: [{ type: bind, source: /work/demo/internal, target: /app/internal }]", []],
    [", volumes: [{ type: bind, source: /work, target: / }]", []],
    [", volumes: [{ type: volume, source: synced, target: /app }]", []],
    [", develop: { watch: [{ action: sync, path: /work/demo, target: /app }] }", []],
  ])("a dev stage with { %s }", (fields, warnings) => expect(text(fields)).toEqual(warnings));

  it("none in production", () => expect(text("", undefined, "prod")).toEqual([]));

  it("a project without a dev stage hears how to get one", () => {
    const [warning] = targetOf(serviceOf(build), two, "dev").warnings;
    expect(warning?.text).toBe("api has no dev stage: running runner, without hot reload");
  });
});

describe("isDevStage", () => {
  it.each([
    ["FROM a AS dev", "", true],
    ["FROM a AS dev-envs", "", false],
    ['FROM a AS x ; CMD ["air"]', "", true],
    ["FROM a AS dev", "x-gdev: { prod: dev }", false],
    ["FROM a AS mine", "x-gdev: { dev: Mine }", true],
  ])("%s with { %s }: %s", (dockerfile, fields, expected) => {
    const [stage] = stagesOf(dockerfile);
    expect(stage && isDevStage(stage, serviceOf(fields))).toBe(expected);
  });
});
