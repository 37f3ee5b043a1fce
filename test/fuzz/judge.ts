/** One case through everything that reads a program, and what must hold of the answers. Blocks until it is done. */

import { parseFile } from '../../bpf/syntax/file.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { createSources } from '../../cli/input/reader.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { type ProgramRun, runFile } from '../../emulator/service.ts';
import { answer } from '../../emulator/worker/answer.ts';
import type { RunRequest } from '../../emulator/worker/messages.ts';
import { createNodeReader } from '../../server/lsp/node/reader.ts';
import { checkFile } from '../../server/service/check.ts';
import { openFixer } from '../../server/service/fixes.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession } from '../../server/service/session.ts';
import type { FileResult } from '../../server/service/types.ts';
import type { Case } from './cases.ts';
import { type Failure, OPERATIONS, type Operation } from './failure.ts';
import { brokenPromise } from './fix-promises.ts';
import {
  CONTROL,
  difference,
  emulatorFailure,
  type Fail,
  judgeResult,
  judgeRuns,
  messageOf,
  placeOf,
} from './oracles.ts';
import { type Random, randomOf } from './random.ts';

/** What is judged; tests bring one with faults. */
export interface Product {
  readonly checkFile: typeof checkFile;
  readonly runFile: typeof runFile;
  readonly openSession: typeof openSession;
  readonly hover: typeof hover;
  readonly answer: typeof answer;
  readonly openFixer: typeof openFixer;
}

export const REAL: Product = { checkFile, runFile, openSession, hover, answer, openFixer };

const KERNEL = '6.18';
const PATH = '/fuzz/case.bpf.c';
const FOLDER = 'file:///fuzz';
const URI = `${FOLDER}/case.bpf.c`;

/** What an operation leaves for those behind it. */
interface Judgement {
  readonly case: Case;
  readonly random: Random;
  readonly reader: FileReader;
  readonly checked: FileResult | undefined;
  readonly product: Product;
  readonly fail: Fail;
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
  product: Product = REAL,
): Failure[] {
  const failures: Failure[] = [];
  let checked: FileResult | undefined;
  for (const operation of only) {
    began(operation);
    const fail: Fail = (kind, place, detail) => failures.push({ kind, operation, place, detail });
    const random = randomOf(operation, found.seed);
    try {
      const result = DO[operation]({ case: found, random, reader: readerFor(found), checked, product, fail });
      if (operation === 'check') checked = result as FileResult;
    } catch (error) {
      fail('exception', placeOf(error), messageOf(error));
    }
  }
  return failures;
}

const DO: Readonly<Record<Operation, (judgement: Judgement) => unknown>> = {
  check({ case: found, reader, product, fail }) {
    const result = product.checkFile(PATH, found.text, reader, { kernel: KERNEL });
    judgeResult(result, found.text, fail);
    return result;
  },
  again({ case: found, reader, checked, product, fail }) {
    const result = product.checkFile(PATH, found.text, reader, { kernel: KERNEL });
    if (checked && difference(checked, result) !== '')
      fail('not-the-same-twice', '', difference(checked, result));
  },
  fix({ case: { text }, random, reader, checked, product, fail }) {
    if (!checked || checked.diagnostics.length === 0) return;
    const fixer = product.openFixer(PATH, reader, KERNEL);
    const finding = random.pick(checked.diagnostics);
    for (const fix of within(FIX_SLICES, fixer.fixesFor(text, finding))?.fixes ?? []) {
      const found = { path: PATH, text, reader, kernel: KERNEL, checked, finding, fix };
      const broken = brokenPromise(found, { fixer, check: product.checkFile });
      if (broken !== '')
        fail('fix-breaks', `${finding.rule}, ${broken.replace(/:.*/, '')}`, `${fix.title}: ${broken}`);
    }
    fixer.close();
  },
  run({ case: found, reader, product, fail }) {
    judgeRuns(product.runFile(parseFile(PATH, found.text, reader), {}), fail);
  },
  explore({ case: found, reader, product, fail }) {
    const explored = product.runFile(parseFile(PATH, found.text, reader), { explore: true });
    judgeRuns(explored, fail);
    if (
      typeof explored === 'string' ||
      explored.some((run) => run.faults.length > 0 || run.explored?.bounded)
    )
      return;
    const plain = product.runFile(parseFile(PATH, found.text, reader), {});
    const endless = (plain as ProgramRun[]).find((run) => run.faults.some(({ kind }) => /limit/.test(kind)));
    if (endless)
      fail('endless-and-silent', '', `${endless.program} ends at a limit, and its exploration says nothing`);
  },
  edit({ case: found, reader, product, fail }) {
    const session = product.openSession(URI, found.origin, reader);
    const first = atOnce(session.check(KERNEL));
    session.setText(found.text);
    atOnce(session.check(KERNEL));
    session.setText(found.origin);
    const back = atOnce(session.check(KERNEL));
    session.close();
    if (difference(first, back) !== '') fail('edited-is-not-fresh', '', difference(first, back));
  },
  hover({ case: { text }, random, reader, product, fail }) {
    const session = product.openSession(URI, text, reader);
    atOnce(session.check(KERNEL));
    const known = () => ({ module: session.parsed().module, checked: session.checked() });
    for (let i = 0; i < 8; i++) {
      const said = product.hover({ text, offset: random.below(text.length), kernel: KERNEL, known });
      if (said && CONTROL.test(said.text))
        fail('control-character', '', JSON.stringify(said.text.slice(0, 200)));
    }
  },
  select({ case: { text }, random, product, fail }) {
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
    let reply = product.answer(request, () => {});
    if (reply.kind === 'need') {
      const files = Object.fromEntries(reply.paths.map((path) => [path, null]));
      reply = product.answer({ ...request, files }, () => {});
    }
    const said = JSON.stringify(reply);
    if (/The emulator failed/.test(said)) fail('emulator-failed', ...emulatorFailure(said));
  },
};

/** Of a text that is slow to check each try is slow, and there are many. */
const FIX_SLICES = 2_000;

/** undefined: it takes more slices. */
function within<T>(most: number, slices: Generator<void, T, void>): T | undefined {
  for (let i = 0; i < most; i++) {
    const next = slices.next();
    if (next.done) return next.value;
  }
  return undefined;
}

const TERMINAL = { env: {}, cwd: '/' } as unknown as Terminal;

/** What the command line and the server read with; the path says which. Where no name is odd, there are no files: that is quicker. */
function readerFor({ recipe }: Case): FileReader {
  if (!recipe.includes('include')) return { read: () => undefined };
  const disk = createSources(TERMINAL, [], []).reader;
  const files = createNodeReader();
  const isPath = (path: string) => path.startsWith('/');
  return {
    read: (path, scope) => (isPath(path) ? disk : files).read(path, scope),
    scope: (path) => (isPath(path) ? disk.scope!(path) : scopeOf({ root: FOLDER, paths: [] })),
  };
}
