import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { progressStart } from "../../src/core/progress/reduce.ts";
import type { ImageFiles } from "../../src/core/size/image-files.ts";
import type { BuiltRow, SizeReport } from "../../src/core/size/report.ts";
import { type OpenedTui, openedTui, type TuiSetting } from "./tui-opened.ts";
import { service } from "./tui-session.ts";

const shop = [
  service("api", {
    mode: "dev",
    stage: "dev",
    stages: ["dev", "runner", "runner-distroless"],
    ports: ["8080"],
    url: "http://localhost:8080",
  }),
  service("db"),
  service("worker", { mode: "dev", stage: "dev", stages: ["dev", "runner"] }),
];

let open: OpenedTui | undefined;

async function opened(setting: TuiSetting = {}): Promise<OpenedTui> {
  open = await openedTui({ ...setting, state: { services: shop, ...setting.state } });
  return open;
}

afterEach(() => {
  open?.close();
  open = undefined;
});

const [up, down, left, right, pageUp, esc] = ["\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C", "\x1b[5~", "\x1b\x1b[I"];

it("shows project, services, logs and keys", async () => {
  const tui = await opened();
  await tui.log("api", "listening on :8080");
  const rows = (await tui.screen()).split("\n");
  expect(rows[0]).toMatch(/^ gdev {2}shop dev {2}all 3 running .* docker 28\.5\.2$/);
  expect(rows[2]).toMatch(/^▸● {2}api +running +dev .*:8080$/);
  expect(rows).toContain("api │ listening on :8080");
  expect(rows.at(-1)).toMatch(/ space hide .*q quit$/);
});

it("asks the session for what a key means, of the selected service", async () => {
  const tui = await opened();
  tui.type("pj");
  tui.type(`d${down}rbxUu${up}`);
  expect(tui.asked).toEqual([
    "switchTo api prod",
    "switchTo worker dev",
    "restart db",
    "rebuild db",
    "stopOrStart db",
    "bringUpAll",
    "applyChanges",
  ]);
});

it("has air build again in dev, and says where there is no air", async () => {
  const tui = await opened();
  tui.type("B");
  tui.type("jj");
  tui.type("B");
  expect(await tui.screen()).toContain("db does not run in dev");
  expect(tui.asked).toEqual(["restart api"]);
});

it("keeps the selection when services come and go", async () => {
  const tui = await opened();
  tui.type("j");
  await tui.set({ services: [service("aaa"), ...shop] });
  tui.type("r");
  await tui.set({ services: shop.slice(0, 1) });
  tui.type("r");
  expect(tui.asked).toEqual(["restart worker", "restart api"]);
});

it("chooses a stage from the list, or none", async () => {
  const tui = await opened();
  tui.type("S");
  expect(await tui.screen()).toMatch(/switch api to[\s\S]*▸ dev\n {4}runner\n {4}runner-distroless/);
  tui.type("jj\r");
  tui.type("Sj");
  tui.type("q");
  expect(tui.asked).toEqual(["switchTo api runner-distroless"]);
});

it("begins a proposal with enter, and takes it back with escape", async () => {
  const tui = await opened();
  await tui.set({ proposal: { title: "switch api to prod", plan: { project: "shop", steps: [] } } });
  tui.type("\r");
  tui.type(esc);
  expect(tui.asked).toEqual(["accept", "cancel"]);
});

it("shows what the work warns of until it has been read", async () => {
  const tui = await opened();
  const place = { file: "/project/docker-compose.yml", line: 7, column: 3 };
  const warning = { service: "api", text: "target=dev selects nothing", remedy: "write build.target: dev", place };
  await tui.set({ progress: { ...progressStart, warnings: [warning] } });
  expect(await tui.screen()).toMatch(
    /1 warning +esc closes\n {2}api: docker-compose\.yml:7: target=dev selects nothing\n {4}→ write build\.target: dev/,
  );
  tui.type(esc);
  expect(await tui.screen()).not.toContain("warning");
});

it("hides a service's logs, shows only one, and shows all", async () => {
  const tui = await opened();
  await tui.log("api", "from api");
  await tui.log("db", "from db");
  tui.type(" ");
  expect(await tui.screen()).not.toContain("from api");
  expect(await tui.screen()).toContain("⊘ api");
  tui.type(" \r");
  expect(await tui.screen()).not.toContain("from db");
  tui.type("a");
  expect(await tui.screen()).toMatch(/from api[\s\S]*from db/);
});

it("filters while it is typed, keeps it with enter and clears it with escape", async () => {
  const tui = await opened();
  await tui.log("api", "GET /notes 200", "GET /users 500", "POST /notes 201");
  tui.type("/notes");
  expect(await tui.screen()).not.toContain("/users");
  expect((await tui.screen()).split("\n").at(-1)).toMatch(/^ filter: notes/);
  tui.type("\r");
  expect(await tui.screen()).toMatch(/logs 2 of 3 {2}filter notes/);
  tui.type(esc);
  expect(await tui.screen()).toContain("/users");
});

it("takes a regular expression between slashes, and says what is wrong with one", async () => {
  const tui = await opened();
  await tui.log("api", "status=200", "status=503");
  tui.type("//status=5../");
  expect(await tui.screen()).not.toContain("status=200");
  tui.type("\x15/(/");
  expect((await tui.screen()).split("\n").at(-1)).toMatch(/^ filter: \/\(\/ +.*group/i);
});

it("searches beside the filter and goes from match to match", async () => {
  const tui = await opened({ rows: 16 });
  await tui.log("api", ...Array.from({ length: 100 }, (_, at) => `line ${at}${at % 20 === 0 ? " here" : ""}`));
  tui.type("fhere\r");
  expect(await tui.screen()).toMatch(/here: match 5 of 5[\s\S]*line 80 here/);
  tui.type("N");
  expect(await tui.screen()).toMatch(/match 4 of 5[\s\S]*line 60 here/);
  tui.type("nn");
  expect(await tui.screen()).toMatch(/match 1 of 5[\s\S]*line 0 here/);
});

it("stays on its lines while others come, and follows again", async () => {
  const tui = await opened({ rows: 16 });
  await tui.log("api", ...Array.from({ length: 100 }, (_, at) => `line ${at}`));
  tui.type(pageUp);
  const before = (await tui.screen()).match(/line \d+/g);
  await tui.log("api", "new 1", "new 2");
  expect((await tui.screen()).match(/line \d+/g)).toEqual(before);
  expect(await tui.screen()).toContain("paused · 2 new below · G follows");
  tui.type("G");
  expect(await tui.screen()).toMatch(/following[\s\S]*new 2/);
});

it("shows times, raw JSON and what is right of the screen on a key", async () => {
  const tui = await opened({ columns: 60, rows: 16 });
  await tui.log("api", '{"level":"info","msg":"listening","addr":":8080"}', `${"x".repeat(60)}END`);
  expect(await tui.screen()).toContain("INFO  listening addr=:8080");
  tui.type("R");
  expect(await tui.screen()).toContain('{"level":"info"');
  tui.type("t");
  expect(await tui.screen()).toMatch(/api │ \d\d:\d\d:\d\d\.\d{3} \{/);
  tui.type(`t${right}`);
  expect(await tui.screen()).toContain("END");
  tui.type(`${left}w`);
  expect(await tui.screen()).toMatch(/wrap[\s\S]*END/);
});

it("hides lines below a level", async () => {
  const tui = await opened();
  await tui.log("api", '{"level":"debug","msg":"quiet"}', '{"level":"warn","msg":"loud"}');
  tui.type("ll");
  expect(await tui.screen()).toMatch(/warn and above/);
  expect(await tui.screen()).not.toContain("quiet");
});

it("saves what can be scrolled to under a name that can be changed, and copies what is seen", async () => {
  const tui = await opened();
  await tui.log("api", "one", "!two");
  tui.type("s\x15out.log\r");
  expect(await tui.screen()).toContain("saved to /logs/out.log");
  expect(tui.hosted[0]).toMatch(/^save out\.log: api \| \S+ one\napi \| \S+ two\n$/);
  tui.type("y");
  expect(await tui.screen()).toContain("copied 2 lines");
  expect(tui.terminal.writes.join("")).toContain(`\x1b]52;c;${Buffer.from("api | one\napi | two\n").toString("base64")}`);
});

it("says why something cannot be saved", async () => {
  const tui = await opened({ host: { save: () => Promise.reject(new UserError("/x is there already")) } });
  tui.type("s\r");
  expect(await tui.screen()).toContain("/x is there already");
});

it("opens the address, a shell, the configuration and the keys", async () => {
  const tui = await opened();
  tui.type("o");
  expect(await tui.screen()).toContain("opened http://localhost:8080");
  tui.type("e");
  await tui.screen();
  expect(tui.hosted).toEqual(["open http://localhost:8080", "shell api"]);
  tui.type("c");
  expect(await tui.screen()).toMatch(/effective compose file[\s\S]*stage dev: named dev/);
  tui.type("!");
  expect(await tui.screen()).toMatch(/ problems ─+ esc closes[\s\S]*GD310 hidden/);
  tui.type("?");
  expect(await tui.screen()).toMatch(/ keys ─+ esc closes[\s\S]*Services/);
  tui.type(esc);
  expect(await tui.screen()).not.toContain("esc closes");
});

it("says that there is no address, no browser, no stage", async () => {
  const tui = await opened({ host: { openUrl: async () => false } });
  tui.type("o");
  expect(await tui.screen()).toContain("no browser here: http://localhost:8080");
  tui.type("jjo");
  expect(await tui.screen()).toContain("db publishes no port");
  tui.type("S");
  expect(await tui.screen()).toContain("db is not built here: it has no stages");
});

it("leaves with q, and with Ctrl-C also while something is typed", async () => {
  const tui = await opened();
  tui.type("q");
  expect(await tui.left).toBe("quit");
  tui.close();
  const other = await opened();
  other.type("/abc\x03");
  expect(await other.left).toBe("interrupt");
});

it("says so when the screen is too small, and fits again afterwards", async () => {
  const tui = await opened();
  tui.terminal.resize(50, 10);
  await expect.poll(() => tui.screen()).toContain("gdev needs 60×15; this is 50×10");
  tui.terminal.resize(80, 24);
  await expect.poll(() => tui.screen()).toMatch(/^ gdev {2}shop dev/);
  expect((await tui.screen()).split("\n")[23]).toMatch(/q quit$/);
});

it("puts no colour on a terminal that shall have none, and colours elsewhere", async () => {
  const plain = await opened();
  await plain.log("api", "\x1b[31mred\x1b[0m");
  expect(plain.terminal.writes.join("")).not.toMatch(/\x1b\[(?:[\d;]*;)?[349]\d(?:;[\d;]*)?m/);
  plain.close();
  const coloured = await opened({ env: {} });
  await coloured.log("api", "\x1b[31mred\x1b[0m");
  expect(coloured.terminal.writes.join("")).toContain("\x1b[31mred");
});

it("lets nothing of a container's own sequences through", async () => {
  const tui = await opened();
  await tui.log("api", "\x1b]0;owned\x07\x1b[2Jtitle\x1b[?1049l", "\u{10f000}\u009d52;c;AAAA\u009c");
  const written = tui.terminal.writes.join("");
  expect(await tui.screen()).toContain("title");
  expect(written).not.toMatch(/\x1b\](?!8;)|\x1b\[\?1049l|\u009d/);
});

it("leaves the terminal as it was", async () => {
  const tui = await opened();
  tui.close();
  expect(tui.terminal.term.buffer.active.type).toBe("normal");
  expect(tui.terminal.changedModes()).toEqual([]);
});

describe("the sizes", () => {
  const built = (serviceName: string, stage: string, sizeBytes: number): BuiltRow => ({
    state: "built",
    wanted: {
      service: serviceName,
      kind: stage === "dev" ? "dev" : "prod",
      stage,
      tags: [`shop-${serviceName}:${stage}`],
      budget: { sizes: {} },
    },
    image: `shop-${serviceName}:${stage}`,
    id: `sha256:${stage}`,
    sizeBytes,
    approximate: false,
    layers: [{ sizeBytes, createdBy: "COPY /out/api /api", approximate: false }],
    baselines: {},
    breaches: [],
  });
  const report = (sizeBytes: number): SizeReport => ({
    project: "shop",
    rows: [built("api", "dev", 607e6), built("api", "runner", sizeBytes)],
    totalBytes: 620e6,
    approximate: false,
  });
  const files: ImageFiles = {
    sizeBytes: 16.7e6,
    layers: [{ id: "l", createdBy: "COPY /out/api /api", sizeBytes: 16.7e6 }],
    files: [{ path: "out/api", sizeBytes: 5e6, layer: 0 }],
    folders: [],
    wastedBytes: 0,
    wasted: [],
    secrets: [],
    binaries: [],
  };

  it("stand in the place of the logs, open into layers and files, and go back", async () => {
    const asked: string[] = [];
    const host = {
      sizes: async () => report(16.7e6),
      imageFiles: async ({ image }: BuiltRow) => {
        asked.push(image);
        return files;
      },
    };
    const tui = await opened({ host });
    tui.type("i");
    expect(await tui.screen()).toMatch(
      / sizes ─+ enter layers · esc closes[\s\S]*▸ api +dev +607MB[\s\S]* {2}api +runner +16\.7MB/,
    );
    tui.type("j\r");
    expect(await tui.screen()).toMatch(/ sizes · api runner · layers [\s\S]*100%[\s\S]*COPY \/out\/api/);
    tui.type("\r");
    expect(await tui.screen()).toMatch(/ sizes · api runner · files [\s\S]*out\/api/);
    expect(asked).toEqual(["shop-api:runner"]);
    tui.type(esc);
    tui.type(esc);
    expect(await tui.screen()).toMatch(/▸ api +runner/);
    tui.type(esc);
    expect(await tui.screen()).toContain("no lines yet");
  });

  it("are read again after a build, and leave the other keys their meaning", async () => {
    let sizeBytes = 16.7e6;
    const tui = await opened({ host: { sizes: async () => report(sizeBytes) } });
    tui.type("i");
    await tui.screen();
    sizeBytes = 18.2e6;
    const progress = { ...progressStart, sizes: new Map([["api", { stage: "runner", sizeBytes }]]) };
    await tui.set({ progress });
    expect(await tui.screen()).toContain("18.2MB");
    tui.type("p");
    expect(tui.asked).toEqual(["switchTo api prod"]);
  });

  it("are cut where the screen ends", async () => {
    const tui = await opened({ columns: 60, host: { sizes: async () => report(16.7e6) } });
    tui.type("i");
    const cut = (await tui.screen()).split("\n").find((row) => row.startsWith("  size: the files"));
    expect(cut).toBe("  size: the files of all layers, unpacked, as docker images");
  });

  it("say why they cannot be shown", async () => {
    const tui = await opened({ host: { sizes: () => Promise.reject(new UserError("no Docker engine answers")) } });
    tui.type("i");
    expect(await tui.screen()).toContain("no Docker engine answers");
  });
});
