/** A helper that fills memory with a slot in it: it fills a struct on the stack, and the other fields are copied. */
import type { CType } from '../../../../bpf/flow/ctypes/types.ts';
import type { CNode, ParsedFile } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate } from '../candidate.ts';
import { declare, insertAfter, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import {
  argumentsOf,
  functionAround,
  isStatement,
  kidOf,
  type Placed,
  placed,
  placedIn,
  textOf,
  within,
} from '../tree.ts';
import { asRecord, typeOf } from '../types.ts';
import { bare } from './exchange.ts';
import type { SlotUse } from './slot-use.ts';
import { accessThrough, plainLines } from './whole.ts';

export function* intoStruct(use: SlotUse): Generator<Candidate, void, void> {
  yield* ownSize(use);
  yield* throughStack(use);
}

/** `v->comm, sizeof(*v)`: the size of the field was meant. */
function* ownSize({ cx, node, call }: SlotUse): Generator<Candidate, void, void> {
  const field = bare(node);
  const inner = field.type === 'pointer_expression' ? kidOf(field, 'argument') : field;
  const size =
    call &&
    argumentsOf(call).find((arg) => arg.type === 'sizeof_expression' || /^\w+$/.test(textOf(cx.file, arg)));
  if (inner?.type !== 'field_expression' || !size || size === node) return;
  const text = textOf(cx.file, inner);
  // The size of something else was taken: the field has one of its own.
  const safe = size.type === 'sizeof_expression' && isNumber(typeOf(cx, inner));
  yield { title: words().slot.size(text), edits: [replace(size, `sizeof(${text})`)], safe };
}

/** With what is behind an array may be filled on purpose. */
const isNumber = (type: CType | undefined): boolean => type?.k === 'int';

function* throughStack({ cx, node, call, chain }: SlotUse): Generator<Candidate, void, void> {
  const target = bare(node);
  const type = typeOf(cx, target);
  const record = asRecord(type?.k === 'ptr' ? type.to : undefined);
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  const body = kidOf(fn, 'body');
  if (!record?.name || !statement || !fn || !body || !call) return;
  const name = freshName(cx, fn, ['tmp', 'value', 'copy']);
  const to = accessThrough(textOf(cx.file, target));
  const lines = plainLines(record, to, `${name}.`);
  if (!lines || lines.length === 0) return;
  const sizes = argumentsOf(call).filter((arg) => arg.type === 'sizeof_expression');
  yield {
    title: words().slot.through(name, to.target),
    edits: [
      ...declare(cx, body, `struct ${record.name} ${name} = {};`),
      replace(node, `&${name}`),
      ...sizes.map((size) => replace(size, `sizeof(${name})`)),
      ...insertAfter(cx, behind(cx.file, statement), lines),
    ],
  };
}

/** Behind a test of the result that leaves, too. */
function behind(file: ParsedFile, own: Placed): Placed {
  const siblings = own.around[0]?.kids ?? [];
  const next = siblings[siblings.indexOf(own.node) + 1];
  return next && isResultTest(file, next, own.node) ? placed(file, next) : own;
}

function isResultTest(file: ParsedFile, next: CNode, own: CNode): boolean {
  const left = kidOf(own.kids[0], 'left');
  const condition = next.type === 'if_statement' ? kidOf(next, 'condition') : undefined;
  if (!left || !condition) return false;
  return [...within(condition)].some((kid) => textOf(file, kid) === textOf(file, left));
}
