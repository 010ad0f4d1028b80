import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";

const lab = fileURLToPath(new URL("lab", import.meta.url));

/** True where the user has chosen an engine by DOCKER_HOST, which is not one of the lab's. */
export function ownEngine(env = process.env) {
  const folder = env.GDEV_LAB ?? `${env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/gdev-lab`;
  return env.DOCKER_HOST !== undefined && env.DOCKER_HOST !== "" && !env.DOCKER_HOST.startsWith(`unix://${folder}/`);
}

/**
 * Brings up a generation ("newest", "oldest"; undefined: the user's own engine), its progress on stderr. Gives the environment for what
 * uses it, or undefined where the generation's packages cannot be had. Throws where it fails otherwise.
 */
export function bringUp(generation) {
  const words = generation ? [generation] : [];
  const up = spawnSync(lab, ["up", ...words], { stdio: ["ignore", 2, 2] });
  if (up.status === 3) return undefined;
  if (up.status !== 0) throw new Error(`test/lab/lab up ${words.join(" ")} failed`);
  const script = `eval "$("$0" env "$@")" && env -0`;
  const env = spawnSync("bash", ["-c", script, lab, ...words], { encoding: "utf8" });
  if (env.status !== 0) throw new Error(env.stderr);
  return Object.fromEntries(env.stdout.split("\0").flatMap((line) => (line ? [splitAtEquals(line)] : [])));
}

function splitAtEquals(line) {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
