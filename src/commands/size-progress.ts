import { formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { ReadProgress } from "../run/size/read.ts";
import type { Context } from "./context.ts";

/** How often the line changes. */
const everyMs = 100;

/** One line on stderr, written over itself while an image is read; none where stderr is no terminal. `end` takes it away. */
export function measureProgress(context: Context): { readonly show: ReadProgress; readonly end: () => void } {
  const { stderr } = context;
  let shownMs = 0;
  let shown = false;
  return {
    show: (image, bytes, totalBytes) => {
      const nowMs = performance.now();
      if (stderr.isTTY !== true || nowMs - shownMs < everyMs) return;
      shownMs = nowMs;
      shown = true;
      stderr.write(`\r\x1b[Kreading ${safeText(image, "none")}: ${formatSize(bytes)} of about ${formatSize(totalBytes)}`);
    },
    end: () => {
      if (shown) stderr.write("\r\x1b[K");
      shown = false;
    },
  };
}
