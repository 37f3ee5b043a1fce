/** A terminal that remembers, a checker that finds what the text asks for, and folders that go away. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { runCli } from '../../cli/app.ts';
import type { RunText, Services } from '../../cli/services.ts';
import type { Sink, Terminal } from '../../cli/terminal.ts';
import { type FixText, fixText } from '../../server/service/fix/fix-text.ts';
import type { RuleDoc } from '../../server/service/pages/rule-docs.ts';
import type {
  CheckFile,
  Diagnostic,
  Incomplete,
  Range,
  Severity,
  UnitOf,
} from '../../server/service/types.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Setup {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly check?: CheckFile;
  readonly unitOf?: UnitOf;
  /** The real one, unless it is said otherwise. */
  readonly fix?: FixText;
  readonly run?: RunText;
  readonly withFixes?: Services['withFixes'];
  readonly openThread?: Services['openThread'];
  readonly mostThreads?: number;
  /** Standard output closes after this many writes. */
  readonly closesAfter?: number;
}

/** Runs a command line with everything around it made up. */
export async function cli(argv: readonly string[], setup: Setup = {}): Promise<Ran> {
  const out = sink(setup);
  const err = sink({ ...setup, closesAfter: undefined });
  const terminal: Terminal = {
    cwd: setup.cwd ?? process.cwd(),
    env: setup.env ?? {},
    out,
    err,
    readStdin: async () => ({ kind: 'bytes', bytes: Buffer.from(setup.stdin ?? '') }),
  };
  const services: Services = {
    check: setup.check ?? markedCheck,
    unitOf: setup.unitOf ?? ((path) => path),
    fix: setup.fix ?? fixText,
    init: async () => {},
    rules: () => RULES,
    withFixes: setup.withFixes ?? ((doc) => doc),
    serve: async () => {},
    run: setup.run ?? (() => []),
    openThread: setup.openThread ?? (() => assert.fail('nothing here needs threads')),
    mostThreads: setup.mostThreads ?? 1,
  };
  const code = await runCli(argv, terminal, services);
  return { code, out: out.text(), err: err.text() };
}

export interface MemorySink extends Sink {
  text(): string;
}

export function sink(
  setup: Omit<Setup, 'closesAfter'> & { closesAfter?: number | undefined } = {},
): MemorySink {
  const parts: string[] = [];
  const closed = () => parts.length >= (setup.closesAfter ?? Number.POSITIVE_INFINITY);
  return {
    write: (text) => {
      if (text !== '') parts.push(text);
    },
    isTerminal: setup.isTerminal ?? false,
    columns: setup.columns,
    closed,
    ready: async () => {},
    finish: async () => (closed() ? 'closed by its reader' : undefined),
    text: () => parts.join(''),
  };
}

/** A folder with these files, gone after the test. Its path has no links in it. */
export function folder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'bpf-cpumask-')));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** Whether file permissions can be tried here: Windows has others, and root ignores them unless it steps down. */
export const noPermissions = process.platform === 'win32' || typeof process.seteuid !== 'function';

const NOBODY = 65534;

/** Runs `action` as somebody whom permissions hold for, also where the tests run as root. */
export async function asUser<T>(action: () => T | Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

/** Reports what the text says: a line with `@error`, `@warning`, `@hint`; `@incomplete`; `@crash` throws. */
export const markedCheck: CheckFile = (path, text) => {
  const diagnostics: Diagnostic[] = [];
  const incomplete: Incomplete[] = [];
  for (const [line, content] of text.split('\n').entries()) {
    if (content.includes('@crash')) throw new TypeError('of something undefined');
    if (content.includes('@incomplete')) incomplete.push({ function: 'big', reason: 'too many states' });
    const severity = (['error', 'warning', 'hint'] as const).find((word) => content.includes(`@${word}`));
    if (severity) diagnostics.push(finding(severity, line, content.length));
  }
  return { path, diagnostics, incomplete };
};

export function range(line: number, from: number, to: number, lastLine = line): Range {
  return { start: { line, character: from }, end: { line: lastLine, character: to } };
}

export function finding(severity: Severity, line: number, length: number): Diagnostic {
  return {
    rule: 'some-rule',
    severity,
    message: `a ${severity}`,
    kernelMessage: '',
    range: range(line, 0, length),
    program: null,
    path: [],
    fixes: [],
  };
}

export const RULES: readonly RuleDoc[] = [
  {
    id: 'plain-memory-mask',
    severity: 'warning',
    title: 'Plain memory is used as a mask',
    docs: 'Why it is fragile.',
    examples: [],
    rules: ['PM-1'],
  },
  {
    id: 'unreleased-reference',
    severity: 'error',
    title: 'A reference is lost',
    docs: 'It has to end on **every** path.',
    examples: [{ bad: '\nint bad;\n', good: 'int good;\n\nint more;' }],
    rules: ['OW-1'],
  },
];
