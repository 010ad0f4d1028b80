/**
 * True for a base image that is known to have no shell: scratch, and distroless and Chainguard images except their debug and -dev variants.
 * Source: GoogleContainerTools/distroless README, "Debug Images".
 */
export function hasNoShell(baseImage: string): boolean {
  if (baseImage === "scratch") return true;
  const tag = /:([\w.-]+)(@|$)/.exec(baseImage)?.[1] ?? "";
  if (/(^|\/)distroless\//.test(baseImage)) return !tag.includes("debug");
  return /^cgr\.dev\/chainguard\/(static|glibc-dynamic)/.test(baseImage) && !tag.endsWith("-dev");
}

/** True for the official Go image and its mirrors, whatever tag. */
export function isGoImage(baseImage: string): boolean {
  return /(^|\/)golang(:|@|$)/.test(baseImage);
}
