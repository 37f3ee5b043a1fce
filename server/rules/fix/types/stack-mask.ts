/** A mask on the stack becomes one that the program creates: each exit releases it. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { declare, insertAfter, insertAtEnd, insertBefore, replace } from '../edits.ts';
import { asReadOnly, bareText } from '../expression.ts';
import { type Passed, passedAt } from '../passed.ts';
import { freshName } from '../place.ts';
import { kidOf, placed, textOf, within } from '../tree.ts';
import { exitUnless, lastDeclaration } from '../wrap.ts';

/** Memory that programs share or that user space reads has no answer: who would fill a slot, and when, is not said. */
export function stackFixes(
  fault: FaultOf<'plain-memory-mask', 'argument'>,
  cx: FixContext,
): readonly Answer[] {
  const passed = passedAt(fault, fault.data.arg, cx);
  return passed ? [{ safe: false, ways: madePointer(passed) }] : [];
}

interface Local {
  readonly declaration: CNode;
  readonly declarator: CNode;
  readonly isReadOnlyType: boolean;
}

export function* madePointer({ cx, fn, arg }: Passed): Generator<Candidate, void, void> {
  const name = /^&(\w+)$/.exec(bareText(cx.file, arg))?.[1];
  const body = kidOf(fn, 'body');
  const local = name && body && localOf(cx, body, name);
  if (!name || !body || !local) return;
  const addresses = addressesOf(cx, fn, name, local);
  if (!addresses) return;
  const { declaration, declarator } = local;
  const last = lastDeclaration(body, declaration);
  const made = `*${name} = bpf_cpumask_create()`;
  const title = words().ownership.create(name);
  const edits: TextEdit[] = [
    ...declarations(cx, 'bpf_cpumask_create', 'bpf_cpumask_release'),
    replace(declarator, made),
    ...(local.isReadOnlyType ? [replace(kidOf(declaration, 'type')!, 'struct bpf_cpumask')] : []),
    ...releasesAt(cx, fn, body, name, last.end, addresses),
    ...insertAfter(cx, placed(cx.file, last), ['', ...exitUnless(cx, placed(cx.file, last), name)]),
  ];
  yield { title, edits };
}

/** `struct bpf_cpumask mask = {};` at the function's start. */
function localOf({ file }: FixContext, body: CNode, name: string): Local | undefined {
  for (const declaration of body.kids) {
    if (declaration.type !== 'declaration') continue;
    const type = textOf(file, kidOf(declaration, 'type') ?? { start: 0, end: 0 });
    const declarators = declaration.kids.filter(
      ({ field, type: of }) => field === 'declarator' || of === 'init_declarator',
    );
    const declarator = declarators.find((kid) => declaredName(file, kid) === name);
    if (!declarator) continue;
    const value = kidOf(declarator, 'value');
    const isEmpty = !value || /^\{\s*0?\s*\}$/.test(textOf(file, value));
    const isReadOnlyType = type === 'struct cpumask';
    const isMask = type === 'struct bpf_cpumask' || (isReadOnlyType && declarators.length === 1);
    return isEmpty && isMask ? { declaration, declarator, isReadOnlyType } : undefined;
  }
  return undefined;
}

function declaredName(file: FixContext['file'], node: CNode): string {
  const inner = node.type === 'init_declarator' ? kidOf(node, 'declarator') : node;
  return inner?.type === 'identifier' ? textOf(file, inner) : '';
}

/** Where its address is taken, as it is written then; undefined: it is used in another way, too. */
function addressesOf(
  cx: FixContext,
  fn: CNode,
  name: string,
  { declarator, isReadOnlyType }: Local,
): Map<CNode, string> | undefined {
  const found = new Map<CNode, string>();
  const all = [...within(fn)];
  const uses = all.filter(
    (node) => node.type === 'identifier' && textOf(cx.file, node) === name && node.start >= declarator.end,
  );
  for (const use of uses) {
    const [parent, outer] = placed(cx.file, use).around;
    const isAddress = parent?.type === 'pointer_expression' && textOf(cx.file, parent) === `&${name}`;
    if (!parent || !isAddress) return undefined;
    const isCast = outer?.type === 'cast_expression';
    const isOwnCast = isCast && /^\(struct bpf_cpumask \*\)/.test(textOf(cx.file, outer));
    if (isOwnCast) found.set(outer, name);
    else found.set(parent, isReadOnlyType && !isCast ? asReadOnly(cx, name, fn.start) : name);
  }
  return found;
}

/** Releases before the exits; what an exit returns is computed first where it reads the mask. */
function releasesAt(
  cx: FixContext,
  fn: CNode,
  body: CNode,
  name: string,
  from: number,
  addresses: ReadonlyMap<CNode, string>,
): TextEdit[] {
  const release = `bpf_cpumask_release(${name});`;
  const returns = [...within(fn)].filter(({ type, start }) => type === 'return_statement' && start > from);
  const isReading = (node: CNode) =>
    [...addresses.keys()].some(({ start, end }) => node.start <= start && end <= node.end);
  const edits: TextEdit[] = [];
  for (const [address, text] of addresses)
    if (!returns.some((node) => node.start <= address.start && address.end <= node.end))
      edits.push(replace(address, text));
  const result = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  if (returns.some(isReading))
    edits.push(...declare(cx, body, `${textOf(cx.file, kidOf(fn, 'type')!)} ${result};`));
  for (const node of returns) {
    const where = placed(cx.file, node);
    const [value] = node.kids;
    if (!value || !isReading(node)) edits.push(...insertBefore(cx, where, [release]));
    else
      edits.push(
        ...insertBefore(cx, where, [`${result} = ${rewritten(cx, value, addresses)};`, release]),
        replace(value, result),
      );
  }
  if (body.kids.at(-1)?.type !== 'return_statement') edits.push(...insertAtEnd(cx, body, [release]));
  return edits;
}

function rewritten({ file }: FixContext, node: CNode, addresses: ReadonlyMap<CNode, string>): string {
  let text = textOf(file, node);
  for (const [{ start, end }, now] of [...addresses].reverse())
    if (node.start <= start && end <= node.end)
      text = text.slice(0, start - node.start) + now + text.slice(end - node.start);
  return text;
}
