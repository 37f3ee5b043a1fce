// Runs the bundled tests of one file: `child.mjs FILE SECONDS`. Ends with the first failure (reporter.mjs), and after SECONDS
// of processor time, which a thread of its own watches: a mutant that hangs never comes back to this one.
import { beforeEach } from 'node:test';
import { Worker } from 'node:worker_threads';

const [file, limit] = process.argv.slice(2);
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  const { user, system } = process.cpuUsage();
  if (user + system > workerData * 1e6) process.kill(process.pid, 'SIGKILL');
}, 500);
`;
new Worker(WATCH, { eval: true, workerData: Number(limit) }).unref();

// Otherwise the reporter hears of a failure when all tests are through: they leave it no moment to listen.
beforeEach(() => new Promise((resolve) => setImmediate(resolve)));

await import(`./${file}`);
