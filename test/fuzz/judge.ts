/** One case through everything that reads a program, and what must hold of the answers. Blocks until it is done. */
import { parseFile } from '../../bpf/syntax/file.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { createSources } from '../../cli/reader.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { answer } from '../../emulator/answer.ts';
import type { RunRequest } from '../../emulator/messages.ts';
import { type ProgramRun, runFile } from '../../emulator/service.ts';
import { createNodeReader } from '../../server/lsp/node-reader.ts';
import { checkFile } from '../../server/service/check.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession } from '../../server/service/session.ts';
import type { Diagnostic, FileResult, Position } from '../../server/service/types.ts';
import type { Case } from './cases.ts';
import { holdsPlant, PLANT_EXIT } from './plant.ts';
import { type Random, randomOf } from './random.ts';

export const OPERATIONS = ['check', 'again', 'fix', 'run', 'explore', 'edit', 'hover', 'select'] as const;
export type Operation = (typeof OPERATIONS)[number];

export type FailureKind =
  | 'exception'
  | 'emulator-failed'
  | 'plant-lost'
  | 'not-the-same-twice'
  | 'edited-is-not-fresh'
  | 'range-outside'
  | 'control-character'
  | 'endless-and-silent'
  | 'fix-breaks'
  // Seen from outside of the thread that judges.
  | 'hang'
  | 'memory'
  | 'blocked'
  | 'lost';

export interface Failure {
  readonly kind: FailureKind;
  readonly operation: Operation;
  /** Failures of one kind, operation and place count as one. */
  readonly place: string;
  readonly detail: string;
}

const KERNEL = '6.18';
const PATH = '/fuzz/case.bpf.c';
const URI = 'file:///fuzz/case.bpf.c';

/** What an operation leaves for those behind it. */
interface Judgement {
  readonly case: Case;
  readonly random: Random;
  readonly reader: FileReader;
  readonly checked: FileResult | undefined;
  readonly fail: (kind: FailureKind, place: string, detail: string) => void;
}

/** Which operations a case goes through: cheap ones always, others now and then. */
export function operationsOf({ seed }: Case): readonly Operation[] {
  const random = randomOf('operations', seed);
  const often: Readonly<Record<Operation, number>> = {
    check: 1,
    again: 8,
    fix: 1,
    run: 2,
    explore: 3,
    edit: 2,
    hover: 4,
    select: 4,
  };
  return OPERATIONS.filter((operation) => random.once(often[operation]));
}

/** `began` is told of each operation before it starts. The syntax must have been loaded. */
export function judge(
  found: Case,
  began: (operation: Operation) => void,
  only: readonly Operation[] = operationsOf(found),
): Failure[] {
  const failures: Failure[] = [];
  let checked: FileResult | undefined;
  for (const operation of only) {
    began(operation);
    const fail: Judgement['fail'] = (kind, place, detail) =>
      failures.push({ kind, operation, place, detail });
    const random = randomOf(operation, found.seed);
    try {
      const result = DO[operation]({ case: found, random, reader: readerFor(found), checked, fail });
      if (operation === 'check') checked = result as FileResult;
    } catch (error) {
      fail('exception', placeOf(error), messageOf(error));
    }
  }
  return failures;
}

const DO: Readonly<Record<Operation, (judgement: Judgement) => unknown>> = {
  check({ case: found, reader, fail }) {
    const result = checkFile(PATH, found.text, reader, { kernel: KERNEL });
    if (holdsPlant(found.text) && !seesPlant(result, found.text)) fail('plant-lost', '', silenceOf(result));
    for (const diagnostic of result.diagnostics) judgeRange(diagnostic, found.text, fail);
    return result;
  },
  again({ case: found, reader, checked, fail }) {
    const result = checkFile(PATH, found.text, reader, { kernel: KERNEL });
    if (checked && difference(checked, result) !== '')
      fail('not-the-same-twice', '', difference(checked, result));
  },
  fix({ case: found, reader, checked, fail }) {
    for (const { fixes, rule } of checked?.diagnostics ?? [])
      for (const { edits, title } of fixes) {
        const fixed = edited(found.text, edits);
        const now = checkFile(PATH, fixed, reader, { kernel: KERNEL }).diagnostics;
        if (countOf(now, rule) >= countOf(checked!.diagnostics, rule))
          fail('fix-breaks', rule, `${title} leaves the finding`);
        if (now.length > checked!.diagnostics.length)
          fail('fix-breaks', rule, `${title} makes another finding`);
      }
  },
  run({ case: found, reader, fail }) {
    judgeRuns(runFile(parseFile(PATH, found.text, reader), {}), fail);
  },
  explore({ case: found, reader, fail }) {
    const explored = runFile(parseFile(PATH, found.text, reader), { explore: true });
    judgeRuns(explored, fail);
    if (
      typeof explored === 'string' ||
      explored.some((run) => run.faults.length > 0 || run.explored?.bounded)
    )
      return;
    const plain = runFile(parseFile(PATH, found.text, reader), {});
    const endless = (plain as ProgramRun[]).find((run) => run.faults.some(({ kind }) => /limit/.test(kind)));
    if (endless)
      fail('endless-and-silent', '', `${endless.program} ends at a limit, and its exploration says nothing`);
  },
  edit({ case: found, reader, fail }) {
    const session = openSession(URI, found.origin, reader);
    const first = drain(session.check(KERNEL));
    session.setText(found.text);
    drain(session.check(KERNEL));
    session.setText(found.origin);
    const back = drain(session.check(KERNEL));
    session.close();
    if (difference(first, back) !== '') fail('edited-is-not-fresh', '', difference(first, back));
  },
  hover({ case: { text }, random, reader, fail }) {
    const session = openSession(URI, text, reader);
    drain(session.check(KERNEL));
    const known = () => ({ module: session.parsed().module, checked: session.checked() });
    for (let i = 0; i < 8; i++) {
      const said = hover({ text, offset: random.below(text.length), kernel: KERNEL, known });
      if (said && CONTROL.test(said.text))
        fail('control-character', '', JSON.stringify(said.text.slice(0, 200)));
    }
  },
  select({ case: { text }, random, fail }) {
    const lines = text.split('\n');
    const line = random.below(lines.length);
    const end = Math.min(lines.length - 1, line + random.sized(1, 12) - 1);
    const ranges = [{ start: { line, character: 0 }, end: { line: end, character: random.below(40) } }];
    const request: RunRequest = {
      kind: 'run',
      id: 1,
      path: URI,
      text,
      files: {},
      target: { kind: 'at', ranges },
      values: {},
      kernel: KERNEL,
    };
    let reply = answer(request, () => {});
    if (reply.kind === 'need') {
      const files = Object.fromEntries(reply.paths.map((path) => [path, null]));
      reply = answer({ ...request, files }, () => {});
    }
    const said = JSON.stringify(reply);
    if (/The emulator failed/.test(said)) fail('emulator-failed', ...emulatorFailure(said));
  },
};

/** C0 without tab and line feed, C1 and DEL, which a terminal or an editor would take for orders. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

const TERMINAL = { env: {}, cwd: '/' } as unknown as Terminal;

/** What the command line and the server read with; the path says which. Where no name is odd, there are no files: that is quicker. */
function readerFor({ recipe }: Case): FileReader {
  if (!recipe.includes('include')) return { read: () => undefined };
  const disk = createSources(TERMINAL).reader;
  const files = createNodeReader();
  return { read: (path) => (path.startsWith('/') ? disk : files).read(path) };
}

function drain<T>(work: Generator<void, T, void>): T {
  for (let next = work.next(); ; next = work.next()) if (next.done) return next.value;
}

function seesPlant({ diagnostics }: FileResult, text: string): boolean {
  const before = text.slice(0, text.lastIndexOf(PLANT_EXIT)).split(/\r\n|\r|\n/);
  return diagnostics.some(
    ({ rule, range }) => rule === 'unreleased-reference' && range.start.line === before.length - 1,
  );
}

function silenceOf({ diagnostics, incomplete }: FileResult): string {
  const gaps = incomplete.map((gap) => `${gap.function}: ${gap.reason}`);
  return `${diagnostics.length} findings; not fully checked: ${gaps.slice(0, 5).join('; ') || 'none'}`;
}

function judgeRange({ rule, message, range, path }: Diagnostic, text: string, fail: Judgement['fail']): void {
  const lines = text.split(/\r\n|\r|\n/);
  const isInside = ({ line, character }: Position) =>
    line >= 0 && character >= 0 && character <= (lines[line]?.length ?? -1);
  const own = [range, ...path.filter((step) => step.path === undefined).map((step) => step.range)];
  for (const { start, end } of own)
    if (!isInside(start) || !isInside(end))
      fail('range-outside', '', `${rule} ${JSON.stringify({ start, end })}`);
  if (CONTROL.test(message)) fail('control-character', rule, JSON.stringify(message));
}

function judgeRuns(runs: readonly ProgramRun[] | string, fail: Judgement['fail']): void {
  if (typeof runs === 'string') return;
  for (const { faults } of runs)
    for (const { message } of faults)
      if (/The emulator failed/.test(message)) fail('emulator-failed', ...emulatorFailure(message));
}

function emulatorFailure(said: string): [place: string, detail: string] {
  const detail = /The emulator failed \((.{0,160}?)\)\. Please/.exec(said)?.[1] ?? said.slice(0, 160);
  return [detail.replace(/['"\d].*/, ''), detail];
}

const countOf = (all: readonly Diagnostic[], rule: string) =>
  all.filter((found) => found.rule === rule).length;

function edited(text: string, edits: Diagnostic['fixes'][number]['edits']): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Position) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, character);
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (done, { range, newText }) =>
        done.slice(0, offset(range.start)) + newText + done.slice(offset(range.end)),
      text,
    );
}

/** The first finding or gap that only one of two results has; '' if they are the same. */
function difference(a: FileResult, b: FileResult): string {
  const [ours, theirs] = [a, b].map(({ diagnostics, incomplete }) =>
    [...diagnostics, ...incomplete].map((item) => JSON.stringify(item)),
  );
  const only = [
    ...ours!.filter((item) => !theirs!.includes(item)),
    ...theirs!.filter((item) => !ours!.includes(item)),
  ];
  if (only.length > 0) return only[0]!.slice(0, 300);
  return ours!.join() === theirs!.join() ? '' : 'the order differs';
}

/** The innermost functions of the stack, without the bundle's lines. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = [...stack.matchAll(/^ +at (?:new )?([\w.$<>]+)/gm)].map(([, name]) => name!);
  return `${error instanceof Error ? error.name : typeof error} in ${frames.slice(0, 2).join(' < ')}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error
    ? `${error.message}\n${(error.stack ?? '').split('\n').slice(1, 5).join('\n')}`
    : String(error);
}
