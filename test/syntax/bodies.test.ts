/** Bodies that are parsed when somebody looks inside have the trees of a text that is parsed at once. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Stretch } from '../../bpf/syntax/external/blank-elision.ts';
import { allHoles, bodiesOf, parseOutline } from '../../bpf/syntax/external/bodies.ts';
import { lex } from '../../bpf/syntax/preprocess/lexer.ts';
import { type LightTree, parseMasked } from '../../bpf/syntax/tree.ts';
import type { CNode } from '../../bpf/syntax/types.ts';
import { find, parse } from './helpers.ts';
import { PIECES } from './samples.ts';

const plain = ({ type, start, end, field, kids }: CNode): unknown => [
  type,
  start,
  end,
  field,
  kids.map(plain),
];

/** All of a text, or all but its first characters. */
function stretchOf(text: string, start = 0): Stretch {
  const tok = lex(text);
  const first = tok.start.findIndex((offset) => offset >= start);
  return { masked: text, text, tok, first: Math.max(first, 0), behind: tok.count, start, end: text.length };
}

function outlineOf(stretch: Stretch): LightTree {
  const bodies = bodiesOf(stretch.tok).filter(({ start }) => start >= stretch.start);
  return parseOutline(stretch, [], bodies);
}

function sameBothWays(text: string, start = 0): void {
  const later = outlineOf(stretchOf(text, start));
  const atOnce = parseMasked(text.slice(start), [], { shift: -start });
  assert.deepEqual(later.root.kids.map(plain), atOnce.root.kids.map(plain));
  assert.deepEqual(allHoles({ ...parse(''), ...later }), atOnce.holes);
}

const LONG =
  '\tint a = 1;\n\n\tif (a)\n\t\ta = f(a, (struct p){ 1, 2 });\n\tfor (;;) {\n\t\ta++;\n\t}\n\treturn a;\n';

/** Whether the first body there is one that has not been parsed yet. */
const isLater = (text: string): boolean =>
  'holes' in (find(outlineOf(stretchOf(text)).root, 'compound_statement')[0] ?? {});

test('a long body is left for later, a short one is not', () => {
  assert.equal(isLater(`int f(void)\n{\n${LONG}}\n`), true);
  assert.equal(isLater('int f(void)\n{\n\treturn 1;\n}\n'), false);
});

for (const [what, text] of [
  [
    'functions and declarations',
    `int x;\nint f(void)\n{\n${LONG}}\nstruct s { int a; };\nint g(int b)\n{\n${LONG}}\n`,
  ],
  [
    'an initialiser that looks like a body',
    `struct p v = (struct p) {\n${'\t.a = 1,\n'.repeat(20)}};\nint f(void)\n{\n${LONG}}\n`,
  ],
  ['a macro that is called like a function', `DEFINE(name) {\n${LONG}}\nint f(void)\n{\n${LONG}}\n`],
  ['an error beside it', `int 3 f(;\nint g(void)\n{\n${LONG}}\n`],
  [
    'labels, comments of a string, characters',
    `int f(void)\n{\n${LONG.replace('return', 'out:\n\treturn "}" ? \'{\' :')}}\n`,
  ],
] as const) {
  test(`the same tree: ${what}`, () => {
    sameBothWays(text);
    sameBothWays(`int z;\n${text}`, 7);
  });
}

/** Programs that a kernel judged. */
const corpus = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? corpus(path) : entry.name.endsWith('.bpf.c') ? [path] : [];
  });

test('the same trees for recorded programs', () => {
  for (const path of corpus(join(process.cwd(), 'test/truth')))
    sameBothWays(parse(readFileSync(path, 'utf8')).masked);
});

test('the same trees for pieces in any order', () => {
  sameBothWays(parse(PIECES.join('\n\n')).masked);
  sameBothWays(parse([...PIECES].reverse().join('\n\n')).masked);
});

test('what is wrong in a body is its own', () => {
  const parsed = parse(`int f(void)\n{\n${LONG}\ta = = 3;\n}\n\nint g(void)\n{\n${LONG}}\n`);
  assert.deepEqual(parsed.holes, []);
  const [first, second] = parsed.root.kids.map((node) => node.kids.find(({ field }) => field === 'body'));
  assert.ok(first!.holes!.length > 0);
  assert.deepEqual(second!.holes, []);
  assert.equal(find(parsed.root, 'function_definition').length, 2);
});

/** Sources with long stretches between tokens, some of which the mask writes into. */
const WIDE = [
  `SEC("tp_btf/task_newtask")\nint BPF_PROG(newtask,              struct task_struct *p,\n\t\t\tu64 flags)\n{\n${LONG}}\n`,
  `s32 BPF_STRUCT_OPS_SLEEPABLE(              init              )\n{\n${LONG}}\n`,
  `struct {\n\t__uint(              type,   BPF_MAP_TYPE_HASH);\n\t__type(key,              int);\n} map              SEC(".maps");\n`,
  `/* a comment */ int a; // another { \n/* '"' */ int b              /* inside */ ; int c;\n`,
  `int a              = sizeof(              int); char *s = "a              // b";\n`,
  `#define X              1\nint a = X              ;\n#if X\nint b;              \n#else\nint c {\n#endif\nint d;\n`,
  `const volatile int a              __attribute__((              unused)) = 1;\n`,
  `int f(void)              {\r\n${LONG.replaceAll('\n', '\r\n')}}              \r\n\r\nint g;\r\n`,
];

test('the same trees without what stands between tokens', () => {
  for (const text of WIDE) {
    const { masked, marks, root } = parse(text);
    assert.deepEqual(root.kids.map(plain), parseMasked(masked, marks).root.kids.map(plain), text);
  }
});
