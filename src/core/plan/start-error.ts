/** Why `docker compose up` could not start a container, read from what it said. */
export type StartError =
  | { readonly kind: "port-taken"; readonly port: number; readonly words: string }
  | { readonly kind: "name-taken"; readonly name: string; readonly holder: string; readonly words: string }
  | { readonly kind: "no-program"; readonly program: string; readonly words: string }
  | { readonly kind: "no-space"; readonly words: string }
  | { readonly kind: "engine-gone"; readonly words: string }
  | { readonly kind: "other"; readonly words: string };

/** Source of the words: moby, libnetwork/portallocator and daemon/names.go; runc's exec errors; the docker CLI. */
export function parseStartError(stderr: string): StartError {
  const words = lastWords(stderr);
  const port = /(?:Bind for|bind host port(?: for)?|listen tcp4?) \S*?:(\d+)/.exec(words)?.[1];
  if (port && /already allocated|address already in use/.test(words)) return { kind: "port-taken", port: Number(port), words };
  const name = /container name "\/?([^"]+)" is already in use by container "?([0-9a-f]+)/.exec(words);
  if (name?.[1] && name[2]) return { kind: "name-taken", name: name[1], holder: name[2], words };
  if (/no space left on device|disk quota exceeded/i.test(words)) return { kind: "no-space", words };
  const program =
    /exec: "([^"]+)": (?:stat \S+: )?(?:no such file or directory|executable file not found|permission denied)/.exec(words)?.[1];
  if (program)
    return { kind: "no-program", program, words: words.replace(/^.*unable to start container process: (?=.*exec: ")/, "") };
  if (
    /Cannot connect to the Docker daemon|connect to the docker API|error during connect|dial unix \S+: connect|EOF$/i.test(words)
  )
    return { kind: "engine-gone", words };
  return { kind: "other", words };
}

/**
 * True where two projects met on their first use of a shared volume: the engine fills an empty volume from the image, and fails where
 * another container's filling has come in between. The next try finds it filled. Source of the words: containerd's continuity/fs.
 */
export function isVolumeRace(stderr: string): boolean {
  return /failed to \w+ \S*\/volumes\/gdev-\S*: .*file exists/.test(stderr);
}

/** The engine's refusal without Compose's progress lines in front of it. */
function lastWords(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("time="));
  const refusals = lines.filter((line) => !/^ ?(Container|Network|Volume|Image) \S+ +\w+$/.test(line));
  return (refusals.at(-1) ?? lines.at(-1) ?? "docker compose up failed without a word")
    .trim()
    .replace(/^Error response from daemon: /, "");
}
