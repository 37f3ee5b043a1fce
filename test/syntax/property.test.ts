import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExpression, parseTypeName } from '../../bpf/flow/fragments/fragment.ts';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { linesOf } from '../../bpf/syntax/lines.ts';
import { mask } from '../../bpf/syntax/mask/mask.ts';
import { commentsIn } from '../../bpf/syntax/preprocess/comments.ts';
import { lex, lexInSlices } from '../../bpf/syntax/preprocess/lexer.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
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

test('any text: the same tokens in slices, the same comments without tokens, lines where line breaks are', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, piece) => {
      const tokens = lex(text);
      assert.deepEqual(atOnce(lexInSlices(text, piece)), tokens);
      assert.deepEqual(commentsIn(text), tokens.comments);
      const { starts, ends } = linesOf(text);
      assert.deepEqual(
        starts.map((start, i) => text.slice(start, ends[i])),
        text.split(/\r\n|\r|\n/),
      );
    }),
    { numRuns: 1_000 },
  );
});

test('quotes between digits begin nothing that could hold a comment', () => {
  const text = "int a = 1'000; /* one */ char b = L'/*'; int c = 0x1'f'f + x'/*'; // two\n";
  assert.deepEqual(commentsIn(text), lex(text).comments);
  assert.equal(lex(text).comments.length, 2);
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
  const cx = { isType: (name: string) => name === 'T' };
  const expression = (text: string): CNode | undefined => parseExpression(text, 0, text.length, cx);
  const type = (text: string): CNode | undefined => parseTypeName(text, 0, text.length, cx);
  const EXPRESSIONS = [
    ['(1 << 4)', 'parenthesized_expression'],
    ['1, 2', 'comma_expression'],
    ['a ? b : c // d', 'conditional_expression'],
    ['({ int x = 1; x; })', 'parenthesized_expression'],
    ['(T)(x)', 'cast_expression'],
    ['(x)(T)', 'call_expression'],
    ['a = b += c', 'assignment_expression'],
    ['sizeof(T) * 2', 'binary_expression'],
    ['p->a[1].b++', 'update_expression'],
    ['(struct s){ .a = 1, [2 ... 4] = { 3 } }', 'compound_literal_expression'],
  ] as const;
  for (const [text, kind] of EXPRESSIONS) assert.equal(expression(text)?.type, kind, text);
  for (const text of ['', ')', '1)(2', 'if (x) y', 'return 1', '1;', '/*', '}{', 'int x', 'a +', '(1', 'a b'])
    assert.equal(expression(text), undefined, text);
  for (const text of ['struct x *', 'unsigned long', 'typeof(*p)', 'T (*)(int, ...)', 'const T[3]'])
    assert.equal(type(text)?.type, 'type_descriptor', text);
  for (const text of ['1', 'T +', '']) assert.equal(type(text), undefined, text);
  fc.assert(
    fc.property(anyText, (text) => {
      for (const found of [expression(text), type(text)]) if (found) checkTree(found, text.length);
    }),
    { numRuns: 200 },
  );
});
