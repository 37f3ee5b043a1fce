/** The process tree of the editor's server, read from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Process ids of `pid` and all its descendants. */
export function processTree(pid) {
  const childrenOf = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (const id of tree) tree.push(...(childrenOf.get(id) ?? []));
  return tree;
}

/** Processes of the tree whose command line matches. */
export function matching(pid, pattern) {
  return processTree(pid)
    .map((id) => ({ pid: id, command: read(`/proc/${id}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => pattern.test(command));
}

/** Ends a whole tree, leaves first. */
export function killTree(pid, signal = 'SIGKILL') {
  for (const id of processTree(pid).reverse()) {
    try {
      process.kill(id, signal);
    } catch {
      // It is gone already.
    }
  }
}

/** Runs when this process ends in whatever way it can notice; returns a function that takes it back. */
export function atEnd(action) {
  process.once('exit', action);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Without a listener a signal ends the process and no exit event comes.
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(1));
  }
  return () => process.off('exit', action);
}
