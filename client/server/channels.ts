/** Log channels that remember their last lines. */
import { type LogOutputChannel, window } from 'vscode';
import { type LastLines, rememberLines } from './last-lines.ts';

export interface Channel {
  readonly channel: LogOutputChannel;
  readonly last: LastLines;
}

export function createChannel(name: string): Channel {
  const real = window.createOutputChannel(name, { log: true });
  const last = rememberLines();
  const noting =
    <Rest extends unknown[]>(write: (text: string, ...rest: Rest) => void) =>
    (text: string, ...rest: Rest) => {
      last.add(text);
      write.call(real, text, ...rest);
    };
  const channel: LogOutputChannel = {
    name,
    get logLevel() {
      return real.logLevel;
    },
    onDidChangeLogLevel: real.onDidChangeLogLevel,
    // What is only traced says little about an end.
    trace: (text, ...rest) => real.trace(text, ...rest),
    debug: (text, ...rest) => real.debug(text, ...rest),
    info: noting(real.info),
    warn: noting(real.warn),
    error: (error, ...rest) => {
      last.add(error instanceof Error ? error.message : error);
      real.error(error, ...rest);
    },
    append: noting(real.append),
    appendLine: noting(real.appendLine),
    replace: (text) => real.replace(text),
    clear: () => real.clear(),
    show: (...args: [never?, never?]) => real.show(...args),
    hide: () => real.hide(),
    dispose: () => real.dispose(),
  };
  return { channel, last };
}
