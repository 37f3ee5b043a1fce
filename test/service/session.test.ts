/** Whatever is typed, in whatever order: a document that keeps things from text to text finds what a new one finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { CNode } from '../../bpf/syntax/types.ts';
import { checkFile } from '../../server/service/check.ts';
import { openSession, type Session } from '../../server/service/session.ts';
import type { FileResult } from '../../server/service/types.ts';

before(() => initSyntaxNode());

const HEADER = '#define BOUND 8\nstatic inline int in_header(int a)\n{\n\treturn a < BOUND ? a : 0;\n}\n';
const reader = { read: (path: string) => (path.endsWith('/own.h') ? HEADER : undefined) };

function check(session: Session): FileResult {
  const slices = session.check('6.18');
  for (let next = slices.next(); ; next = slices.next()) if (next.done) return next.value;
}

/** A tree, one node a line. */
function printed(root: CNode): string {
  const show = (node: CNode, depth: number): string =>
    `${' '.repeat(depth)}${node.field}:${node.type} ${node.start}-${node.end}\n${node.kids.map((kid) => show(kid, depth + 1)).join('')}`;
  return show(root, 0);
}

function assertSame(session: Session, what: string): void {
  const scratch = parseFile(session.path, session.text(), reader);
  const { file } = session.parsed();
  assert.equal(printed(file.root), printed(scratch.root), `tree after ${what}`);
  assert.equal(file.masked, scratch.masked, `mask after ${what}`);
  assert.deepEqual(allHoles(file), allHoles(scratch), `holes after ${what}`);
  const full = checkFile(session.path, session.text(), reader, { kernel: '6.18' });
  assert.deepEqual(check(session), full, `findings after ${what}`);
}

/** What people type, and what they break with it. */
const TYPED = [
  ...[
    '{',
    '}',
    '(',
    ')',
    ';',
    '"',
    "'",
    '/*',
    '*/',
    '//',
    '\n',
    '\r\n',
    '#',
    '\\\n',
    ' ',
    '\t',
    '&',
    'x',
    '0',
  ],
  ...[
    'return 0;',
    'if (!mask)\n\t\treturn 0;\n',
    'bpf_cpumask_release(mask);',
    'mask = bpf_cpumask_create();',
  ],
  ...[
    'bpf_rcu_read_lock();',
    'bpf_rcu_read_unlock();',
    'static int f(void)\n{\n\treturn 1;\n}\n',
    'struct t {\n\tint a;\n};\n',
  ],
  ...[
    '#define BOUND 9\n',
    '#include "own.h"\n',
    '#if 0\n',
    '#endif\n',
    'SEC("tc")\n',
    '__noinline ',
    'static int hits;\n',
  ],
];

interface Typing {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const typing: fc.Arbitrary<Typing> = fc.record({
  at: fc.nat(1_000_000),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
  insert: fc.oneof(fc.constantFrom(...TYPED), fc.constant('')),
});

function apply(text: string, { at, remove, insert }: Typing): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

/** Some programs of a file, with what stands before the first. */
function excerpt(path: string, from: number, count: number): string {
  const parts = readFileSync(path, 'utf8').split(/^(?=SEC\("(?!\.maps))/m);
  return [parts[0], '#include "own.h"\n', ...parts.slice(1 + from, 1 + from + count)].join('');
}

const BASES = [
  excerpt('test/verdicts/broken_schedulers.bpf.c', 0, 8),
  excerpt('test/verdicts/mutants_a.bpf.c', 20, 10),
  excerpt('test/truth/verify/3.bpf.c', 5, 10),
  readFileSync('examples/leak.bpf.c', 'utf8').replaceAll('\n', '\r\n'),
];

for (const [i, base] of BASES.entries()) {
  test(`text ${i + 1}: trees, masks and findings after random typing equal those from scratch`, () => {
    fc.assert(
      fc.property(fc.array(typing, { minLength: 1, maxLength: 6 }), (edits) => {
        const session = openSession('/folder/file.bpf.c', base, reader);
        check(session);
        for (const edit of edits) {
          session.setText(apply(session.text(), edit));
          assertSame(session, JSON.stringify(edit));
        }
      }),
      { numRuns: 30, seed: 7 + i },
    );
  });
}

test('typing in one function leaves the graphs of the others alone', () => {
  const session = openSession('/folder/file.bpf.c', BASES[0]!, reader);
  check(session);
  const graphs = () =>
    new Map([...session.parsed().module.functions].map(([name, fn]) => [name, fn.graph()]));
  const old = graphs();
  const at = session.text().lastIndexOf('return');
  session.setText(`${session.text().slice(0, at)}\n\n${session.text().slice(at)}`);
  const now = graphs();
  const changed = [...now.keys()].filter((name) => now.get(name) !== old.get(name));
  assert.equal(changed.length, 1);
  assertSame(session, 'a blank line');
});

test('a check that was dropped half way leaves nothing wrong behind', () => {
  const session = openSession('/folder/file.bpf.c', BASES[0]!, reader);
  for (let slices = 1; slices < 40; slices += 3) {
    const abandoned = session.check('6.18');
    for (let i = 0; i < slices; i++) abandoned.next();
    session.setText(apply(session.text(), { at: slices * 4_321, remove: 0, insert: ' ' }));
  }
  assertSame(session, 'abandoned checks');
});
