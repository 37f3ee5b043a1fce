/** The program without its process: a command line in, text on the terminal and an exit code out. */

import { printable } from '../bpf/syntax/printable.ts';
import { words } from '../bpf/words/cli.ts';
import { useLanguage } from '../bpf/words/language.ts';
import { version } from '../package.json';
import { runCheck } from './check.ts';
import { runExplain } from './explain.ts';
import { helpText } from './help.ts';
import type { Command } from './input/args.ts';
import { parseCommand, takeLanguage } from './input/args.ts';
import { runRun } from './run.ts';
import type { ExitCode, Services } from './services.ts';
import { EXIT } from './services.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line. Never throws: what goes wrong inside is said in one line. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  services: Services,
): Promise<ExitCode> {
  const { language, rest } = takeLanguage(argv);
  useLanguage(language);
  const command = parseCommand(rest, language);
  try {
    const code = await dispatch(command, terminal, services);
    const lost = await terminal.out.finish();
    if (lost === undefined) return code;
    terminal.err.write(words().outputLost(lost));
    return EXIT.wrongUse;
  } catch (error) {
    terminal.err.write(internalError(error, words().running, command.debug));
    return EXIT.wrongUse;
  }
}

async function dispatch(command: Command, terminal: Terminal, services: Services): Promise<ExitCode> {
  switch (command.command) {
    case 'help':
      terminal.out.write(helpText(command.topic));
      return EXIT.clean;
    case 'version':
      terminal.out.write(`bpf-cpumask ${version}\n`);
      return EXIT.clean;
    case 'explain':
      return runExplain(command.id, terminal, services);
    case 'lsp':
      await services.serve();
      return EXIT.clean;
    case 'run':
      return runRun(command, terminal, services);
    case 'check': {
      const report = (error: unknown, doing: string) => internalError(error, doing, command.debug);
      return runCheck(command, { terminal, services, version, internalError: report });
    }
    case 'wrong': {
      const help = ['bpf-cpumask', command.topic, '--help'].filter(Boolean).join(' ');
      terminal.err.write(words().wrongUse(printable(command.reason), help));
      return EXIT.wrongUse;
    }
  }
}

function internalError(error: unknown, doing: string, debug: boolean): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = words().internalError(version, doing, printable(what.split('\n')[0] ?? ''));
  return debug && error instanceof Error ? `${line}${error.stack}\n` : line;
}
