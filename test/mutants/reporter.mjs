// Says which test failed first and ends the process: what comes after it is not asked for.
import { writeSync } from 'node:fs';

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return `seconds: ${((user + system) / 1e6).toFixed(1)}\n`;
};

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (
      type !== 'test:fail' ||
      data.todo !== undefined ||
      data.details?.error?.failureType === 'subtestsFailed'
    )
      continue;
    writeSync(1, `failed: ${data.name.split('\n')[0]}\n${seconds()}`);
    process.exit(1);
  }
  yield seconds();
}
