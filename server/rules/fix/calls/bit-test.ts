/** Words of a mask that are read by hand: the bit that is meant, or one of a few words at constant places. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { bare, named } from '../kptr/exchange.ts';
import { constMask, declarationOf } from '../masks.ts';
import { type Chain, functionAround, kidOf, textOf, within } from '../tree.ts';

/** `bits[cpu / 64]`. */
interface Word {
  readonly subscript: CNode;
  readonly index: CNode;
  /** The pointer to the mask. */
  readonly mask: CNode;
  /** What is around the word, the innermost first. */
  readonly around: Chain;
}

function wordIn(chain: Chain): Word | undefined {
  const i = chain.findIndex(({ type }) => type === 'subscript_expression');
  const subscript = chain[i];
  const [array, index] = [kidOf(subscript, 'argument'), kidOf(subscript, 'index')];
  const mask = array && pointerOf(array);
  return subscript && index && mask ? { subscript, index, mask, around: chain.slice(i + 1) } : undefined;
}

/** `mask` of `mask->cpumask.bits`. */
function pointerOf(array: CNode): CNode | undefined {
  let inner = bare(array);
  while (inner.type === 'field_expression') {
    const next = kidOf(inner, 'argument');
    const isArrow = inner.kids.some(({ field, type }) => field === 'operator' && type === '->');
    if (!next) return undefined;
    if (isArrow) return bare(next);
    inner = bare(next);
  }
  return undefined;
}

const isAround = ({ type }: CNode) => type === 'parenthesized_expression' || type === 'cast_expression';

/** `bits[cpu / 64] & (1UL << (cpu % 64))`, `(bits[cpu >> 6] >> (cpu & 63)) & 1`. */
export function* bitTests(cx: FixContext, chain: Chain): Generator<Candidate, void, void> {
  const word = wordIn(chain);
  const cpu = word && dividedBy64(cx, word.index);
  const test = word && cpu !== undefined ? testOf(cx, word, cpu) : undefined;
  const declared = declarationOf(cx, 'bpf_cpumask_test_cpu');
  if (!word || !test || cpu === undefined || !declared) return;
  const call = `bpf_cpumask_test_cpu(${cpu}, ${constMask(cx, word.mask)})`;
  yield { title: words().arithmetic.bit(named(cx, word.mask)), edits: [...declared, replace(test, call)] };
}

/** The CPU whose word an index is; a constant index is a multiple of 64. */
function dividedBy64({ file }: FixContext, index: CNode): string | undefined {
  const [, cpu] =
    /^\(?\s*(.+?)\s*(?:\/\s*(?:64|BITS_PER_LONG)|>>\s*6)\s*\)?$/s.exec(textOf(file, index)) ?? [];
  return cpu;
}

/** The whole expression that comes out as one bit. */
function testOf(cx: FixContext, { around }: Word, cpu: string): CNode | undefined {
  const outer = around.filter((node) => !isAround(node));
  const [first, second] = outer;
  const plain = (node: CNode) => textOf(cx.file, node).replace(/\s/g, '');
  const bit = cpu.replace(/\s/g, '');
  const inWord = [
    `${bit}%64`,
    `(${bit}%64)`,
    `(${bit}&63)`,
    `${bit}&63`,
    `${bit}%BITS_PER_LONG`,
    `(${bit}%BITS_PER_LONG)`,
  ];
  if (first?.type !== 'binary_expression') return undefined;
  const right = kidOf(first, 'right');
  const operator = first.kids.find(({ field }) => field === 'operator')?.type;
  if (operator === '>>' && right && inWord.includes(plain(right)))
    return second?.type === 'binary_expression' && /&1(?:U?L?L?)?$/i.test(plain(second)) ? second : undefined;
  const one = /^\(1(?:U?L?L?)?<<(.+)\)$/i.exec(right ? plain(right) : '')?.[1];
  if (operator !== '&' || one === undefined || !inWord.includes(one)) return undefined;
  return second && isTest(cx, second) ? first : undefined;
}

/** Does only zero or not matter there? */
function isTest({ file }: FixContext, parent: CNode): boolean {
  if (/^(?:if|while|do)_statement$|^conditional_expression$/.test(parent.type)) return true;
  const text = textOf(file, parent).replace(/\s/g, '');
  return text.startsWith('!') || /[!=]=0(?:U?L?L?)?$/i.test(text) || /&&|\|\|/.test(text);
}

/** What a variable of the function begins with. */
function initialiserOf({ file }: FixContext, chain: Chain, name: string): string | undefined {
  const fn = functionAround(chain);
  const own = [...(fn ? within(fn) : [])].find(
    (node) => node.type === 'init_declarator' && textOf(file, kidOf(node, 'declarator') ?? node) === name,
  );
  const value = kidOf(own, 'value');
  return value && textOf(file, value);
}

const MOST_WORDS = 4;

/** `bits[i & 1]` to `((i & 1) ? bits[1] : bits[0])`. */
export function* constantWords(cx: FixContext, chain: Chain): Generator<Candidate, void, void> {
  const word = wordIn(chain);
  if (!word) return;
  const { subscript, index } = word;
  const text = textOf(cx.file, index);
  const bound = initialiserOf(cx, chain, text) ?? text;
  const [, mask, modulus] = /(?:&\s*(\d+)|%\s*(\d+))\s*\)?$/.exec(bound) ?? [];
  const length = mask ? Number(mask) + 1 : Number(modulus ?? 0);
  const isPure = ![...within(index)].some(({ type }) => /^(?:call|update|assignment)_expression$/.test(type));
  if (length < 2 || length > MOST_WORDS || !isPure) return;
  const before = cx.file.text.slice(subscript.start, index.start);
  const after = cx.file.text.slice(index.end, subscript.end);
  const at = (i: number) => `${before}${i}${after}`;
  const tests = Array.from(
    { length: length - 1 },
    (_, i) => `${/^\w+$/.test(text) ? text : `(${text})`} == ${i} ? ${at(i)} : `,
  );
  const title = words().slot.choose(text, length);
  yield { title, edits: [replace(subscript, `(${tests.join('')}${at(length - 1)})`)] };
}
