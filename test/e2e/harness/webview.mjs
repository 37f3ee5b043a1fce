/** Pages of extensions: frames within frames, found by what is in them. */
import { until } from './wait.mjs';

/** The frame that has such an element on the screen, once there is one. */
export function frameWith(page, selector) {
  return until(async () => {
    for (const frame of page.frames()) {
      const found = frame.locator(selector).first();
      if (await found.isVisible().catch(() => false)) return frame;
    }
    return undefined;
  }, `a frame with ${selector}`);
}

/** True if no frame has such an element on the screen. */
export async function noFrameWith(page, selector) {
  const seen = await Promise.all(
    page.frames().map((frame) =>
      frame
        .locator(selector)
        .first()
        .isVisible()
        .catch(() => false),
    ),
  );
  return !seen.includes(true);
}
