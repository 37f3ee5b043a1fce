/** Constant data as the source of bpf_cpumask_populate(), which wants memory that may be written. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { declare, insertBefore, replace } from '../edits.ts';
import { bare } from '../kptr/exchange.ts';
import { freshName } from '../place.ts';
import { kidOf, textOf, within } from '../tree.ts';
import type { Populate } from './populate.ts';

/** Bytes that may lie on the stack beside what is there. */
const MOST_BYTES = 256;

/** What user space sets in .rodata stays there: it is copied. */
export function readOnlySource(populate: Populate): readonly Iterable<Candidate>[] {
  const { cx, source } = populate;
  const inner = bare(source);
  const object = inner.type === 'pointer_expression' ? kidOf(inner, 'argument')! : inner;
  const name = textOf(cx.file, object);
  const global = cx.module.globals.get(name);
  if (!global?.isConst || global.path !== cx.file.path) return [];
  const copy = onStack(populate, name);
  return global.isVolatile ? [copy] : [writable(cx, name), copy];
}

function* writable(cx: FixContext, name: string): Generator<Candidate, void, void> {
  const declaration = cx.file.root.kids.find(
    (node) =>
      node.type === 'declaration' &&
      [...within(node)].some((kid) => kid.field === 'declarator' && textOf(cx.file, kid) === name),
  );
  const qualifier = declaration?.kids.find(
    (kid) => kid.type === 'type_qualifier' && textOf(cx.file, kid) === 'const',
  );
  if (!qualifier) return;
  const blanks = /^\s*/.exec(cx.file.text.slice(qualifier.end))![0].length;
  const edits = [{ start: qualifier.start, end: qualifier.end + blanks, newText: '' }];
  yield { title: words().populate.writable(name), edits };
}

function* onStack(
  { cx, fn, statement, source, size }: Populate,
  name: string,
): Generator<Candidate, void, void> {
  const type = cx.module.globals.get(name)?.type;
  const body: CNode | undefined = kidOf(fn, 'body');
  if (!body || type?.k !== 'array' || type.of.k !== 'int' || type.length === undefined) return;
  if (type.length * type.of.size > MOST_BYTES) return;
  const copy = freshName(cx, fn, ['words', 'buf', 'copy']);
  const unit = `${type.of.signed ? 's' : 'u'}${type.of.size * 8}`;
  const isSize = textOf(cx.file, size) === `sizeof(${name})`;
  yield {
    title: words().populate.stack(name, copy),
    edits: [
      ...declare(cx, body, `${unit} ${copy}[${type.length}];`),
      ...insertBefore(cx, statement, [`__builtin_memcpy(${copy}, (const void *)${name}, sizeof(${copy}));`]),
      replace(source, copy),
      ...(isSize ? [replace(size, `sizeof(${copy})`)] : []),
    ],
  };
}
