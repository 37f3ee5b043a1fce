import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExpression, parseTypeName } from '../../bpf/syntax/expression.ts';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { mask } from '../../bpf/syntax/mask/mask.ts';
import { lex } from '../../bpf/syntax/preprocess/lexer.ts';
import type { CNode, ParsedText } from '../../bpf/syntax/types.ts';
import { find, parse } from './helpers.ts';
import { PIECES } from './samples.ts';

const WORDS = `( ) { } [ ] ; , : = == * & . -> ... # ## \\ \\\n \n \r\n \t " ' /* */ // 1 0x1f 1.5e3 "s" 'c' a b int struct
  union enum if else for while do return case switch typeof sizeof static asm __attribute__ (( )) SEC("x") SEC( private(
  __kptr __free(x) BPF_PROG(p, BPF_STRUCT_OPS( bpf_for( bpf_for(i,0,9) bpf_repeat(3) scoped_guard(rcu) guard(rcu)()
  __uint(type, __type( MEMBER_VPTR(a,[i]) MEMBER_VPTR( container_of(p,struct offsetof(struct SCX_OPS_DEFINE(o,
  DEFINE_FREE(a,b,c) CLASS(a, #define\u0020M #define\u0020F(x)\u0020x #undef\u0020M #if\u00201 #if\u00200 #ifdef\u0020M #else #endif
  #include\u0020"a.h" F( M \0 \ufeff é 漢 \ud800 @ $`;
const word = fc.constantFrom(
  ...WORDS.split(/ +|\n {2}/).map((text) => text.replaceAll('\\n', '\n')),
  ' ',
  '\n',
  '\n',
);
const soup = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '));
const cut = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }), fc.nat(), fc.nat(), soup)
  .map(([pieces, from, length, extra]) => {
    const text = pieces.join('\n\n');
    const start = text.length === 0 ? 0 : from % text.length;
    return text.slice(0, start) + extra + text.slice(start + (length % 40));
  });
const anyText = fc.oneof(soup, cut, fc.string({ unit: 'binary', maxLength: 200 }));

const lineBreaks = (text: string): string => text.replace(/[^\r\n]/g, '.');

function checkTree(node: CNode, length: number): void {
  const stack = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    assert.ok(at.start >= 0 && at.start <= at.end && at.end <= length, `${at.type} ${at.start}..${at.end}`);
    stack.push(...at.kids);
  }
}

function checkMarks(parsed: ParsedText): void {
  let before = 0;
  for (const mark of parsed.marks) {
    assert.ok(mark.start >= before && mark.start <= mark.end && mark.end <= parsed.text.length);
    before = mark.start;
  }
}

test('any text: same length, same line breaks, never throws, offsets in range', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parse(text, { '/w/src/a.h': '#define F(x) x\nint h;\n' });
      assert.equal(parsed.masked.length, text.length);
      assert.equal(lineBreaks(parsed.masked), lineBreaks(text));
      checkTree(parsed.root, text.length);
      checkMarks(parsed);
      for (const node of find(parsed.root, 'function_definition')) {
        const result = parsed.expand(node);
        if (result === undefined || 'reason' in result) continue;
        checkTree(result.parsed.root, result.parsed.text.length);
        const origin = result.parsed.origin!;
        assert.ok(origin(0) >= 0 && origin(result.parsed.text.length) <= text.length);
      }
    }),
    { numRuns: 600 },
  );
});

test('any text: masking twice changes nothing more in plain C', () => {
  const plain = PIECES.filter(
    (piece) => !/[A-Z]{2}|__|bpf_|offsetof|typeof|private|scoped|\.\.\./.test(piece),
  );
  for (const piece of plain) assert.equal(mask(piece, lex(piece)).masked, piece);
});

test('comments and strings outside of marks are untouched', () => {
  const comment = fc.constantFrom(
    '/* SEC("x") __kptr */',
    '// bpf_for(i, 0, 3) {\n',
    '"__weak SEC(\\"y\\")"',
    "'\\''",
    '/* \ud800 \0 */',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(comment, fc.constantFrom(...PIECES)), { maxLength: 5 }), (pairs) => {
      let text = '';
      const spans: [number, number][] = [];
      for (const [note, piece] of pairs) {
        const held = note.startsWith('/') ? note : `char *s = ${note};`;
        spans.push([text.length, text.length + held.length]);
        text += `${held}\n${piece}\n`;
      }
      const { masked } = mask(text, lex(text));
      for (const [start, end] of spans) assert.equal(masked.slice(start, end), text.slice(start, end));
    }),
    { numRuns: 200 },
  );
});

test('whole pieces in any order parse without holes', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...PIECES]), fc.boolean(), (pieces, crlf) => {
      const text = pieces.join('\n\n');
      const parsed = parse(crlf ? text.replaceAll('\n', '\r\n') : text);
      assert.deepEqual(allHoles(parsed), []);
    }),
    { numRuns: 60 },
  );
});

test('expressions and types by themselves', () => {
  const node = (text: string): string | undefined => parseExpression(text).node?.type;
  assert.equal(node('(1 << 4)'), 'parenthesized_expression');
  assert.equal(node('1, 2'), 'comma_expression');
  assert.equal(node('a ? b : c // d'), 'conditional_expression');
  assert.equal(node('({ int x = 1; x; })'), 'parenthesized_expression');
  assert.equal(node('MEMBER_VPTR(a, [i].b)'), 'parenthesized_expression');
  assert.equal(node('offsetof(struct s, a.b)'), 'call_expression');
  for (const text of ['', ')', '1)(2', 'if (x) y', 'return 1', '1;', '/*', '"', '}{', 'int x']) {
    assert.equal(node(text), undefined, text);
  }
  const piece = parseExpression('a + offsetof(struct s, b)');
  assert.deepEqual([piece.node!.start, piece.node!.end], [0, 25]);
  assert.equal(piece.marks[0]!.start, 4);
  assert.equal(parseTypeName('struct x *').node?.type, 'type_descriptor');
  assert.equal(parseTypeName('unsigned long').node?.type, 'type_descriptor');
  assert.equal(parseTypeName('typeof(*p)').node?.type, 'type_descriptor');
  assert.equal(parseTypeName('1').node, undefined);
  fc.assert(
    fc.property(anyText, (text) => {
      checkTree(
        parseExpression(text).node ?? { type: '', start: 0, end: 0, field: '', kids: [] },
        text.length,
      );
      parseTypeName(text);
    }),
    { numRuns: 200 },
  );
});
