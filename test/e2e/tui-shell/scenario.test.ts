import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";
import { logRows } from "../screen.ts";

const sixStages = { fixture: "six-stages", ports: ["API_PORT"] } as const;
const noDesktop = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, WSL_DISTRO_NAME: undefined };

scenario(
  "a shell in the container and back; a stage from the list; a distroless one has no shell, and what works is said",
  sixStages,
  async (s) => {
    await s.edit(".air.toml", 'kill_delay = "0s"', 'send_interrupt = true\nkill_delay = "500ms"');
    const ui = s.terminal("up", { columns: 120 });
    await ui.until(/^▸● {2}go +running +dev +ready: air/m, 120_000);

    ui.keys("e");
    await ui.until(/^\S*[#$]$/m);
    // A shell may switch on bracketed paste for itself.
    expect((await ui.leftovers()).filter((mode) => mode !== "bracketed paste")).toEqual([]);
    ui.keys("echo in $STAGE; stty size\r");
    await ui.until(/^in dev\n30 120\n\S*[#$]$/m);
    ui.keys("echo go; cat\r");
    await ui.until(/^go$/m);
    ui.keys("ping\r");
    await ui.until(/^ping\nping$/m);
    ui.keys("\x03");
    await ui.until(/^\^C\n\S*[#$]$/m);
    ui.keys("echo then $((40 + 2))\r");
    await ui.until(/^then 42\n\S*[#$]$/m);
    ui.keys("exit\r");
    await ui.until(/^▸● {2}go +running +dev/m);
    await s.service("go", { running: true, stage: "dev" });
    ui.keys("?");
    await ui.until(/select the service above/);
    ui.keys("q");
    await ui.exit();

    const again = s.terminal("", { columns: 120 });
    await again.until(/^▸● {2}go +running +dev/m);
    await again.until(/^go +│ listening on :8080$/m);
    const list = await eventually(async () => {
      again.keys("S");
      const screen = await again.screen();
      expect(screen).toMatch(/^ +switch go to /m);
      return screen;
    });
    expect(list).toMatch(/^ {4}base\n {4}deps\n {4}builder\n {2}▸ dev\n {4}runner\n {4}runner-distroless$/m);
    again.keys("jj\r");
    await again.until(/^▌ switch go to runner-distroless +enter now/m);
    again.keys("\r");
    await eventually(() => s.service("go", { running: true, mode: "prod", stage: "runner-distroless" }), 120_000);
    await again.until(/^▸● {2}go +running +prod runner-distroless +ready/m);
    await s.answers("API_PORT", /^hello from runner-distroless\n$/);

    again.keys("e");
    await again.until(/the container of go has no shell/);
    await again.until(/→ .*gdev exec go <program>.* gdev switch go dev/);
    again.keys("\x1b");
    await again.until(/^go +│ listening on :8080$/m);
    await again.until(/^▸● {2}go +running +prod runner-distroless/m);
    again.keys("q");
    expect(await again.exit()).toBe(0);
    expect(await again.leftovers()).toEqual([]);
    await s.filesUntouched();
  },
);

scenario("config, keys, build, address and clipboard", { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] }, async (s) => {
  const ui = s.terminal("up", { columns: 120, rows: 40, env: noDesktop });
  await ui.until(/^▸● {2}api +running +dev +ready: air/m, 120_000);
  await ui.until(/^ ● {2}proxy +running +ready/m, 60_000);

  ui.keys("c");
  const config = await ui.until(/^ +effective compose file /m);
  expect(config).toMatch(/^# api\n# {3}stage dev/m);
  expect(config).toMatch(/^ {4}image: \S+-api:dev$/m);
  ui.keys("\x1b");
  await ui.until(/^api +│ listening on :8080$/m);

  ui.keys("?");
  const help = await ui.until(/^ +keys /m);
  for (const key of ["space", "/", "n"]) expect(help).toMatch(new RegExp(`^ +${key} `, "m"));
  ui.keys("\x1b");
  await ui.until(/^api +│ listening on :8080$/m);

  ui.keys("v");
  await ui.until(/^▌ build\b.* esc closes$/m);
  await ui.until(/^└ dev +\d\/\d/m);
  ui.keys("\x1b");
  await eventually(async () => expect(await ui.screen()).not.toContain("▌"));

  ui.keys("o");
  await ui.until(/api publishes no port/);
  ui.keys("jo");
  await ui.until(`no browser here: http://localhost:${s.ports.WEB_PORT}`);

  ui.keys("m");
  await ui.until(/^ +SERVICE .* CPU +MEMORY/m);
  await ui.until(/^ ● {2}api +.* [\d.]+% +[\d.]+[kM]B/m);
  ui.keys("m");
  await eventually(async () => expect(await ui.screen()).not.toContain("MEMORY"));

  ui.keys("y");
  const screen = await ui.until(/copied \d+ lines/);
  const [, copied = ""] = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x1b\\/.exec(ui.raw()) ?? [];
  const text = Buffer.from(copied, "base64").toString();
  expect(text.trimEnd().split("\n").map(plain)).toEqual(logRows(screen).map(plain));
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect(await ui.leftovers()).toEqual([]);
});

/** A line of the logs without how its label is set off. */
function plain(line: string): string {
  return line
    .replace(/ ──$/, "")
    .replace(/^(?:──|--) /, "")
    .replace(/^(\S+) +[│|] ?/, "$1 ")
    .trimEnd();
}
