/** A check in slices, between which other documents are checked and questions answered, finds what it finds alone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession, type Session } from '../../server/service/session.ts';
import type { FileResult } from '../../server/service/types.ts';
import { branching, fileOf, HASHES, leaking } from './programs.ts';

before(() => initSyntaxNode());

const reader = { read: () => undefined };
const KERNEL = '6.18';

/** Programs of the sources under test/, and one that is beyond the budget. */
const TEXTS = [
  readFileSync('examples/leak.bpf.c', 'utf8'),
  readFileSync('test/verdicts/broken_schedulers.bpf.c', 'utf8'),
  fileOf([branching('expensive', 30), leaking('cheap')]),
  readFileSync('test/truth/verify/3.bpf.c', 'utf8'),
  fileOf(HASHES),
];

const HOVERED = readFileSync('examples/leak.bpf.c', 'utf8');
const OFFSETS = [...HOVERED.matchAll(/\bmask\b/g)].map(({ index }) => index);

function finish(slices: Generator<void, FileResult, void>): FileResult {
  for (let next = slices.next(); ; next = slices.next()) if (next.done) return next.value;
}

/** Work is counted apart, too. */
function costsOf(session: Session): unknown[] {
  return session.checked().roots.map(({ root, needed }) => [root.name, needed]);
}

function ask(session: Session, offset: number): string {
  const known = () => ({ module: session.parsed().module, checked: session.checked() });
  return hover({ text: session.text(), offset, kernel: KERNEL, known })?.text ?? '';
}

test('documents in turn, and hovers in between: every answer is the one it gets alone', () => {
  const alone = TEXTS.map((text, i) => checkFile(`${i}.bpf.c`, text, reader, { kernel: KERNEL }));
  const asked = openSession('asked.bpf.c', HOVERED, reader);
  finish(asked.check(KERNEL));
  const answers = OFFSETS.map((offset) => ask(asked, offset));
  assert.ok(answers.some((answer) => answer.includes('owned')));

  const sessions = TEXTS.map((text, i) => openSession(`${i}.bpf.c`, text, reader));
  const running = sessions.map((session) => ({
    slices: session.check(KERNEL),
    result: undefined as FileResult | undefined,
  }));
  for (let turn = 0; running.some(({ result }) => !result); turn++) {
    for (const one of running) {
      if (one.result) continue;
      const next = one.slices.next();
      if (next.done) one.result = next.value;
    }
    const which = turn % OFFSETS.length;
    if (turn < 200) assert.equal(ask(asked, OFFSETS[which]!), answers[which]);
  }
  assert.deepEqual(
    running.map(({ result }) => result),
    alone,
  );
  const again = TEXTS.map((text, i) => openSession(`${i}.bpf.c`, text, reader));
  for (const session of again) finish(session.check(KERNEL));
  assert.deepEqual(sessions.map(costsOf), again.map(costsOf));
});

test('a slice is less than a root', () => {
  const slices = openSession('one.bpf.c', fileOf([branching('expensive', 30)]), reader).check(KERNEL);
  let count = 0;
  for (let next = slices.next(); !next.done; next = slices.next()) count++;
  assert.ok(count > 500, `${count} slices`);
});

test('a check that is dropped leaves nothing half done behind', () => {
  const text = readFileSync('test/verdicts/broken_schedulers.bpf.c', 'utf8');
  const alone = checkFile('dropped.bpf.c', text, reader, { kernel: KERNEL });
  const session = openSession('dropped.bpf.c', text, reader);
  for (let length = 1; length < 400; length = length * 2 + 1) {
    const slices = session.check(KERNEL);
    for (let i = 0; i < length; i++) if (slices.next().done) break;
    slices.return(undefined as never);
  }
  assert.deepEqual(finish(session.check(KERNEL)), alone);
});

test('a question at any slice is answered from the text as it is, and the check goes on', () => {
  const text = fileOf([leaking('first'), leaking('second')]);
  const alone = checkFile('asked.bpf.c', text, reader, { kernel: KERNEL });
  for (let at = 0, isOver = false; !isOver; at++) {
    const session = openSession('asked.bpf.c', text, reader);
    const slices = session.check(KERNEL);
    for (let i = 0; i < at; i++) isOver = slices.next().done === true;
    if (isOver) continue;
    session.setText(`${text}\nint later;\n`);
    assert.ok(session.parsed().module.globals.has('later'));
    session.setText(text);
    assert.ok(!session.parsed().module.globals.has('later'));
    assert.deepEqual(finish(slices), alone, `asked after ${at} slices`);
  }
});
