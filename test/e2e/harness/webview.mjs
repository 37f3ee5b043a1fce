/** Pages of extensions: frames within frames, found by what is in them. */
import { until } from './wait.mjs';

/** The frame that has such an element on the screen, once there is one. */
export function frameWith(page, selector) {
  return until(() => shownFrame(page, selector), `a frame with ${selector}`);
}

/** The same, or undefined if there is none now. */
export async function shownFrame(page, selector) {
  for (const frame of page.frames()) {
    const found = frame.locator(selector).first();
    if (await found.isVisible().catch(() => false)) return frame;
  }
  return undefined;
}

/** True if no frame has such an element on the screen. */
export async function noFrameWith(page, selector) {
  return (await shownFrame(page, selector)) === undefined;
}
