/** Fixes of bpf_cpumask_populate(): memory of the program, and no more bytes than it has. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declaredBeside } from '../declare.ts';
import { declare, insertBefore, replace } from '../edits.ts';
import { bare, named } from '../kptr/exchange.ts';
import { constMask } from '../masks.ts';
import { freshName } from '../place.ts';
import {
  absolute,
  argumentsOf,
  chainAt,
  functionAround,
  isStatement,
  kidOf,
  type Placed,
  placedIn,
  textOf,
  within,
} from '../tree.ts';
import { declaredTypeOf, typeOf } from '../types.ts';
import { readOnlySource } from './populate-source.ts';

type PopulateFault = FaultOf<'populate-arguments', KindOf<'populate-arguments'>>;

export interface Populate {
  readonly cx: FixContext;
  readonly call: CNode;
  readonly fn: CNode;
  readonly statement: Placed;
  readonly mask: CNode;
  readonly source: CNode;
  readonly size: CNode;
}

export function populateFixes(fault: PopulateFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  const [mask, source, size] = call ? argumentsOf(call) : [];
  if (!call || !statement || !fn || !mask || !source || !size) return [];
  const populate: Populate = { cx, call, fn, statement, mask, source, size };
  switch (fault.what) {
    case 'mask-source':
      return [{ safe: true, ways: copied(populate) }];
    case 'unbounded':
    case 'unbounded-unsigned':
      // Lengths that the memory has stay what they are.
      return [{ safe: true, ways: clamped(populate) }];
    case 'pair': {
      const larger = [...enlarged(populate)];
      return [
        { safe: true, ways: sizedVariable(populate) },
        { safe: larger.length === 0, ways: sized(populate) },
        { safe: false, ways: larger },
        { safe: false, ways: numberAsWord(populate) },
        ...readOnlySource(populate).map((ways) => ({ safe: true, ways })),
      ];
    }
  }
}

/** One mask from another. */
function* copied({ cx, call, statement, mask, source }: Populate): Generator<Candidate, void, void> {
  const copy = lookupFunction('bpf_cpumask_copy');
  if (!copy) return;
  const text = `bpf_cpumask_copy(${textOf(cx.file, bare(mask))}, ${constMask(cx, bare(source))})`;
  const declared = declaredBeside(cx, copy, 'bpf_cpumask_populate');
  const title = words().populate.copy(named(cx, bare(source)));
  const drops = ['bpf_cpumask_populate'];
  const { node } = statement;
  if (node.type === 'expression_statement' && node.kids[0] === call)
    return yield { title, drops, edits: [...declared, replace(call, text)] };
  const right = kidOf(node.kids[0], 'right');
  const isAssigned = node.type === 'expression_statement' && right === call;
  if (isAssigned)
    yield {
      title,
      drops,
      edits: [...declared, ...insertBefore(cx, statement, [`${text};`]), replace(call, '0')],
    };
}

/** `sizeof` of the memory that a source is: text, and bytes where they are known. */
function roomOf({ cx, source }: Populate): string | undefined {
  const inner = bare(source);
  const pointed = inner.type === 'pointer_expression' ? kidOf(inner, 'argument') : undefined;
  const object = pointed ?? inner;
  const type = declaredTypeOf(cx, object);
  if (!type || (!pointed && type.k !== 'array')) return undefined;
  return `sizeof(${textOf(cx.file, object)})`;
}

/** As many bytes as there are. */
function* sized(populate: Populate): Generator<Candidate, void, void> {
  const room = roomOf(populate);
  if (room) yield { title: words().populate.size(room), edits: [replace(populate.size, room)] };
}

/** As many words as are asked for. */
function* enlarged(populate: Populate): Generator<Candidate, void, void> {
  const { cx, fn, source, size } = populate;
  const name = textOf(cx.file, bare(source));
  const bytes = Number(textOf(cx.file, size));
  const type = typeOf(cx, bare(source));
  const room = roomOf(populate);
  if (
    type?.k !== 'array' ||
    type.of.k !== 'int' ||
    !room ||
    !Number.isInteger(bytes) ||
    bytes % type.of.size !== 0
  )
    return;
  const length = [...within(fn)].find(
    (node) => node.type === 'array_declarator' && textOf(cx.file, kidOf(node, 'declarator') ?? node) === name,
  );
  const count = kidOf(length, 'size');
  if (!count || !/^\d+$/.test(textOf(cx.file, count))) return;
  const words_ = bytes / type.of.size;
  yield {
    title: words().slot.longer(name, words_),
    edits: [replace(count, `${words_}`), replace(size, room)],
  };
}

/** `(void *)0xff`: the words themselves where their address should be. */
function* numberAsWord({ cx, fn, source, size }: Populate): Generator<Candidate, void, void> {
  const inner = bare(source);
  const text = textOf(cx.file, inner);
  const body = kidOf(fn, 'body');
  if (!body) return;
  if (inner.type === 'identifier' && typeOf(cx, inner)?.k === 'int') {
    const edits = [replace(source, `&${text}`), replace(size, `sizeof(${text})`)];
    return yield { title: words().populate.address(text), edits };
  }
  if (!/^(?:0[xX][\da-fA-F]+|\d+)[uUlL]*$/.test(text)) return;
  const name = freshName(cx, fn, ['bits', 'words', 'cpu_bits']);
  const edits: TextEdit[] = [
    ...declare(cx, body, `u64 ${name} = ${text};`),
    replace(source, `&${name}`),
    replace(size, `sizeof(${name})`),
  ];
  yield { title: words().populate.variable(text, name), edits };
}

/** `(void *)0xff, sizeof(bits)`: the variable whose size is passed was meant. */
function* sizedVariable({ cx, source, size }: Populate): Generator<Candidate, void, void> {
  const [, name] = /^sizeof\s*\(\s*(\w+)\s*\)$/.exec(textOf(cx.file, bare(size))) ?? [];
  const inner = bare(source);
  const operand = name && [...within(size)].find(({ type }) => type === 'identifier');
  const type = operand ? typeOf(cx, operand) : undefined;
  if (!name || !/^\d\w*$/.test(textOf(cx.file, inner)) || (type?.k !== 'int' && type?.k !== 'array')) return;
  const address = type.k === 'array' ? name : `&${name}`;
  yield { title: words().ownership.pass(address), edits: [replace(source, address)] };
}

/** A length that somebody gives is cut to what there is. */
function* clamped(populate: Populate): Generator<Candidate, void, void> {
  const { cx, fn, statement, size } = populate;
  const room = roomOf(populate);
  const body = kidOf(fn, 'body');
  if (!room || !body) return;
  const text = textOf(cx.file, bare(size));
  const title = words().populate.bound(named(cx, bare(size)), room);
  const isLocal = /^\w+$/.test(text) && !cx.module.globals.has(text);
  if (isLocal) yield { title, edits: insertBefore(cx, statement, limit(cx, text, room)) };
  const name = freshName(cx, fn, ['size', 'len', 'bytes']);
  const edits = [
    ...declare(cx, body, `u64 ${name};`),
    ...insertBefore(cx, statement, [`${name} = ${text};`, ...limit(cx, name, room)]),
    replace(size, name),
  ];
  yield { title, edits };
}

function limit({ style }: FixContext, name: string, room: string): string[] {
  const head = `if (${name} > ${room})`;
  const cut = `\t${name} = ${room};`;
  return style.braces ? [`${head} {`, cut, '}'] : [head, cut];
}
