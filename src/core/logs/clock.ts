/** Nanoseconds since the epoch → `15:04:05.678`, in the zone that is so many minutes ahead of UTC. */
export function clockOf(atNs: bigint, zoneMinutes: number): string {
  return clockOfMs(Number(atNs / 1_000_000n), zoneMinutes);
}

/**
 * The time of day in a time as loggers write it: RFC 3339, with or without a zone, a space for the T, any number of decimals; or a number
 * since the epoch in seconds, ms, µs or ns, told apart by their size. Without a zone it is taken as it stands. Undefined for
 * anything else.
 */
export function clockOfWritten(written: string | number, zoneMinutes: number): string | undefined {
  const text = String(written);
  const epochMs = msSinceEpoch(text);
  if (epochMs !== undefined) return clockOfMs(epochMs, zoneMinutes);
  const match = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, time = "", decimals = "", zone] = match;
  const fraction = decimals.slice(0, 3).padEnd(3, "0");
  if (zone === undefined) return `${time}.${fraction}`;
  const ms = Date.parse(`${year}-${month}-${day}T${time}.${fraction}${zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`);
  return Number.isNaN(ms) ? undefined : clockOfMs(ms, zoneMinutes);
}

function clockOfMs(ms: number, zoneMinutes: number): string {
  const msOfDay = (((Math.floor(ms) + zoneMinutes * 60_000) % msPerDay) + msPerDay) % msPerDay;
  const seconds = Math.floor(msOfDay / 1000);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${two(hour)}:${two(minute)}:${two(second)}.${String(msOfDay % 1000).padStart(3, "0")}`;
}

const msPerDay = 86_400_000;

/** Nine or more digits: seconds, with decimals or without, up to eleven of them; then ms, µs and ns, which a double could not hold. */
function msSinceEpoch(text: string): number | undefined {
  if (/^\d{9,11}(?:\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1000 + 0.001);
  return /^\d{12,13}(?:\.\d+)?$|^\d{16}$|^\d{19}$/.test(text) ? Number(text.slice(0, 13)) : undefined;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
