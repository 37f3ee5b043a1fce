/** The end of the client's process is the end of the server, also when it had no time to say so. */

const OPTION = '--clientProcessId';
const LOOK_MS = 3_000;

/** The process that the command line names; else the first one that `watch` is told of. */
export function exitWith(args: readonly string[], exit: () => void): { watch(processId: number): void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  const watch = (processId: number) => {
    if (timer !== undefined || !Number.isInteger(processId)) return;
    timer = setInterval(() => {
      if (!isThere(processId)) exit();
    }, LOOK_MS);
  };
  const at = args.findIndex((arg) => arg === OPTION || arg.startsWith(`${OPTION}=`));
  if (at >= 0) watch(Number.parseInt(args[at]!.split('=')[1] ?? args[at + 1] ?? '', 10));
  return { watch };
}

function isThere(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // There, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
