interface Remedy {
  readonly said: RegExp;
  /** What to do; `$1` is the first group of `said`. */
  readonly remedy: string;
}

const remedies: readonly Remedy[] = [
  {
    said: /no space left on device/i,
    remedy: "make room: docker system df shows what takes the space, docker builder prune removes old build cache",
  },
  {
    said: /unknown instruction|parse error|unterminated heredoc|unknown flag|failed to parse stage name|invalid reference format/,
    remedy: "correct that line of the Dockerfile; docs.docker.com/reference/dockerfile has the form of each instruction",
  },
  {
    said: /target stage "([^"]*)" could not be found/,
    remedy: 'the Dockerfile has no stage "$1": name one of its stages (FROM … AS name) in build.target or --target',
  },
  {
    said: /checksum of ref \S+: "([^"]+)": not found/,
    remedy: "$1 is not in the build context: the file is missing, or .dockerignore leaves it out",
  },
  {
    said: /failed to read dockerfile: open (\S+): no such file or directory/,
    remedy: "there is no $1 in the build context: correct build.dockerfile or build.context of this service",
  },
  {
    said: /path "([^"]+)" not found/,
    remedy: "the build context $1 does not exist: correct build.context of this service",
  },
  {
    said: /source metadata for docker\.io\/docker\/dockerfile\S*: .*(?:no such host|dial tcp|timeout|connection refused)/s,
    remedy:
      "no registry can be reached for the image of the # syntax= line: check the network, or remove that line to use the engine's own Dockerfile frontend",
  },
  {
    said: /(?:source metadata for|failed to do request:.*) ?(?:docker\.io\/(?:library\/)?)?(\S+?): .*(?:no such host|dial tcp|timeout|connection refused)/s,
    remedy:
      "the registry of the base image $1 cannot be reached: check the network and the proxy settings of Docker, or build or load that image here",
  },
  {
    said: /(\S+): (?:pull access denied|failed to (?:resolve source metadata|authorize).*(?:insufficient_scope|401 Unauthorized|403 Forbidden))/,
    remedy: "no access to the base image $1: check its name, or docker login to its registry",
  },
  {
    said: /source metadata for (?:docker\.io\/(?:library\/)?)?(\S+): .*not found/s,
    remedy: "the base image $1 does not exist in its registry: check the name and the tag in FROM",
  },
  {
    said: /exit code: 137|signal: killed|cannot allocate memory/,
    remedy: "the step was killed, most likely for want of memory: give Docker more memory, or build fewer services at once",
  },
  {
    said: /go\.mod requires go >= (\S+) \(running go/,
    remedy: "this stage's Go is older than go.mod asks: use golang:$1 or newer in its FROM",
  },
  {
    said: /Cannot connect to the Docker daemon|failed to connect to the docker API/i,
    remedy:
      "start Docker (Docker Desktop, or: sudo systemctl start docker), or point DOCKER_HOST or `docker context use` at a running engine",
  },
  {
    said: /error reading from server: EOF|code = Unavailable|transport is closing/,
    remedy: "the engine stopped during the build: start Docker again and repeat; its own log says why it ended",
  },
];

/** The remedy for what BuildKit or a step said, or undefined for the unknown. The first match wins. */
export function buildRemedy(words: string): string | undefined {
  for (const { said, remedy } of remedies) {
    const match = said.exec(words);
    if (match) return remedy.replaceAll("$1", (match[1] ?? "").replace(/[;,]$/, ""));
  }
  return undefined;
}
