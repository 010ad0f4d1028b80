import { UserError } from "../error.ts";

/** A failed `docker compose pull` → the error for the user. `words` are Compose's, line by line. */
export function pullFailure(service: string, image: string, words: readonly string[]): UserError {
  const last = words.at(-1) ?? "docker compose pull said nothing";
  const why = last.replace(/^Error response from daemon: /, "");
  const remedy = remedies.find(({ said }) => said.test(why))?.remedy.replaceAll("IMAGE", image);
  return new UserError(`the image ${image} of ${service} cannot be pulled`, { why, ...(remedy ? { remedy } : {}) });
}

const remedies: readonly { readonly said: RegExp; readonly remedy: string }[] = [
  {
    said: /no space left on device/,
    remedy: "make room: docker system df shows what takes the space, docker image prune removes unused images",
  },
  {
    said: /denied|unauthorized|authentication required|no basic auth credentials/i,
    remedy: "check the name IMAGE, or docker login to its registry",
  },
  {
    said: /not found|manifest unknown|does not exist/i,
    remedy: "there is no IMAGE in that registry: check the name and the tag in the compose file",
  },
  {
    said: /no such host|dial tcp|connection refused|timeout|TLS handshake|deadline exceeded/i,
    remedy:
      "the registry cannot be reached: check the network and the proxy settings of Docker, or load IMAGE from a file (docker load)",
  },
];
