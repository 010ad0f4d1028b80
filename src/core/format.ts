/** Milliseconds → `0.8 s`, `12 s`, `2 min 5 s`, `1 h 3 min`: a tenth below ten seconds, then whole seconds, then the two largest units. */
export function formatDuration(durationMs: number): string {
  const tenths = Math.round(durationMs / 100) / 10;
  if (tenths < 10) return `${tenths.toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${part(seconds % 60, "s")}`;
  return `${Math.floor(minutes / 60)} h${part(minutes % 60, "min")}`;
}

function part(amount: number, unit: string): string {
  return amount === 0 ? "" : ` ${amount} ${unit}`;
}

/** Bytes → `844kB`, `7.37MB`, `1.2GB`, as `docker images` prints them: decimal units, three significant digits. Source: docker/cli, command/formatter/image.go. */
export function formatSize(sizeBytes: number): string {
  let amount = sizeBytes;
  let unit = 0;
  while (amount >= 1000 && unit < sizeUnits.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${Number(amount.toPrecision(3))}${sizeUnits[unit]}`;
}

/** `32.84MB` or `271B`, as Docker prints sizes → bytes; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([kMGTP]?B)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * 1000 ** sizeUnits.indexOf(unit));
}

const sizeUnits: readonly string[] = ["B", "kB", "MB", "GB", "TB", "PB"];
