/** How much work something is, whatever else the machine does: processor time, in units of a fixed piece of work. */

/** A unit: about 50 ms of an idle machine of 2024. */
const UNIT_STEPS = 2 ** 25;

function seconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let sink = 0;

function unit(): void {
  let hash = sink;
  for (let i = 0; i < UNIT_STEPS; i++) hash = Math.imul(hash ^ i, 0x01000193);
  sink = hash;
}

/** Units of work that `run` takes. A unit is measured just before: what slows one down slows down the other. */
export function unitsOf(run: () => void): number {
  return seconds(run) / Math.max(seconds(unit), 0.005);
}
