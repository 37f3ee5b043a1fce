/** Fixes of slots: the tag that a field lacks, the field that was meant, an exchange that is none. */

import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { type Step, steps } from '../../../analysis/domain/trace.ts';
import { madeStatic } from '../calls/subprogram.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { absolute, argumentsOf, chainAt, kidOf, textOf } from '../tree.ts';
import { asRecord, declaredTypeOf, isSlotType, pointedStruct, recordAround, typeOf } from '../types.ts';
import { bare, named } from './exchange.ts';
import { emptied, readWhole } from './narrow.ts';
import { intoStruct } from './slot-helper.ts';
import { constantIndices } from './slot-index.ts';
import { stackSlot } from './slot-stack.ts';
import { tagged } from './slot-tag.ts';
import { type SlotFault, type SlotUse, slotField } from './slot-use.ts';

export function slotFixes(fault: SlotFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const arg = 'arg' in fault.data && call ? argumentsOf(call)[fault.data.arg] : undefined;
  const node = arg ? (givenBy(cx, fault, arg) ?? arg) : chain[0];
  return node ? answersTo({ cx, fault, chain: arg ? chainAt(cx.file, node) : chain, node, call }) : [];
}

/** What a caller passes for a parameter. */
function givenBy(cx: FixContext, fault: SlotFault, arg: CNode): CNode | undefined {
  const i = fault.graph.params.findIndex(({ name }) => name === textOf(cx.file, bare(arg)));
  const entered =
    i < 0 ? undefined : steps(fault.trace).findLast(({ step }) => isEntry(step, fault.graph.name));
  if (entered?.graph.path !== cx.file.path) return undefined;
  const call = chainAt(cx.file, absolute(entered.graph, entered.at)).find(
    ({ type }) => type === 'call_expression',
  );
  return call && argumentsOf(call)[i];
}

const isEntry = (step: Step, name: string): boolean => step.kind === 'enter' && step.name === name;

function answersTo(use: SlotUse): readonly Answer[] {
  const { fault, cx } = use;
  switch (fault.what) {
    case 'not-a-map-value':
      return stackSlot(use);
    case 'no-slot':
    case 'old-tag':
      return [{ safe: true, ways: tagged(use) }];
    case 'new-tag':
      return [{ safe: true, ways: tagged(use, '__kptr_ref') }];
    case 'untrusted-slot':
      return [
        { safe: true, ways: tagged(use) },
        { safe: false, ways: otherField(use) },
      ];
    case 'wrong-field': {
      const tags = [...tagged(use)];
      return [
        { safe: false, ways: tags },
        // A field that cannot be a slot was not meant, and one other is.
        { safe: tags.length === 0, ways: otherField(use) },
        { safe: true, ways: slotInside(use) },
        ...oneOfMany(use),
      ];
    }
    case 'wrong-struct':
      return [{ safe: false, ways: otherField(use) }];
    case 'outside':
      return [
        { safe: false, ways: longer(use) },
        { safe: false, ways: lastElement(use) },
      ];
    case 'variable-offset':
    case 'variable-access':
      return [{ safe: true, ways: constantIndices(use) }];
    case 'narrow-access':
      return [
        { safe: true, ways: readWhole(use) },
        { safe: false, ways: emptied(use) },
      ];
    case 'written-by-helper':
      return cx.module.functions.has(fault.data.function)
        ? [{ safe: true, ways: madeStatic(cx, fault.data.function) }]
        : [{ safe: false, ways: intoStruct(use) }];
    default:
      return [];
  }
}

/** The one slot of the struct that takes what is moved. */
function otherField(use: SlotUse): readonly Candidate[] {
  const all = fittingFields(use);
  return all.length === 1 ? all : [];
}

/** All of them, the nearest to the field that stands there first. */
function fittingFields({ cx, fault, node, call }: SlotUse): Candidate[] {
  const slot = call && argumentsOf(call)[0];
  const field = slotField(fault.what === 'wrong-struct' && slot ? slot : node);
  const record = field && recordAround(cx, field);
  const name = kidOf(field, 'field');
  if (!record || !name || !call) return [];
  const wanted = movedStruct(cx, call);
  const was = textOf(cx.file, name);
  const at = record.fields.findIndex((other) => other.name === was);
  return [...record.fields.entries()]
    .filter(
      ([, { type, name: other }]) =>
        isSlotType(type) && other !== was && (!wanted || pointedStruct(type) === wanted),
    )
    .sort(([a], [b]) => Math.abs(a - at) - Math.abs(b - at))
    .map(([, { name: other }]) => ({
      title: words().slot.other(other, was),
      edits: [replace(name, other)],
    }));
}

/** The address of a struct in which one slot is. */
function slotInside(use: SlotUse): readonly Candidate[] {
  const all = slotsInside(use);
  return all.length === 1 ? all : [];
}

function slotsInside({ cx, node }: SlotUse): Candidate[] {
  const inner = bare(node);
  const object = inner.type === 'pointer_expression' ? kidOf(inner, 'argument') : undefined;
  const type = object ? declaredTypeOf(cx, object) : typeOf(cx, inner);
  const record = asRecord(object ? type : type?.k === 'ptr' ? type.to : undefined);
  const start = object ? `${textOf(cx.file, object)}.` : `${textOf(cx.file, inner)}->`;
  return (record?.fields ?? [])
    .filter((field) => isSlotType(field.type))
    .map(({ name }) => ({
      title: words().slot.inside(`${start}${name}`),
      edits: [replace(node, `&${start}${name}`)],
    }));
}

/** Several slots could be meant: the nearest in the struct comes first. */
function oneOfMany(use: SlotUse): Answer[] {
  const ways = [...fittingFields(use), ...slotsInside(use)];
  if (ways.length < 2) return [];
  return ways.slice(0, MOST_SLOTS).map((way) => ({ safe: false, ways: [way] }));
}

const MOST_SLOTS = 4;

/** Struct of what is moved in, '' where that is NULL. */
function movedStruct(cx: FixContext, call: CNode): string {
  const value = argumentsOf(call)[1];
  return value ? pointedStruct(typeOf(cx, bare(value))) : '';
}

/** `layers[3]` of an array of three: one more. */
function* longer(use: SlotUse): Generator<Candidate, void, void> {
  const found = constantSubscript(use);
  if (!found) return;
  const { cx } = use;
  const { array, index } = found;
  const field = array.type === 'field_expression' ? kidOf(array, 'field') : array;
  const length = field && lengthOf(cx, textOf(cx.file, field), found.length);
  if (!length) return;
  yield {
    title: words().slot.longer(named(cx, array), Number(index) + 1),
    edits: [replace(length, `${Number(index) + 1}`)],
  };
}

function* lastElement(use: SlotUse): Generator<Candidate, void, void> {
  const found = constantSubscript(use);
  if (!found || found.length === 0) return;
  const last = `${found.length - 1}`;
  yield {
    title: words().slot.last(`${named(use.cx, found.array)}[${last}]`),
    edits: [replace(found.indexNode, last)],
  };
}

interface Subscript {
  readonly array: CNode;
  readonly indexNode: CNode;
  readonly index: string;
  readonly length: number;
}

function constantSubscript({ cx, node }: SlotUse): Subscript | undefined {
  const subscript = kidOf(bare(node), 'argument');
  const [array, indexNode] = [kidOf(subscript, 'argument'), kidOf(subscript, 'index')];
  if (!array || !indexNode) return undefined;
  const index = textOf(cx.file, indexNode);
  const type = declaredTypeOf(cx, array);
  if (!/^\d+$/.test(index) || type?.k !== 'array' || type.length === undefined) return undefined;
  return { array, indexNode, index, length: type.length };
}

/** The literal length in the one declaration of that name. */
function lengthOf({ file }: FixContext, name: string, length: number): CNode | undefined {
  const found: CNode[] = [];
  const work = [...file.root.kids];
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'function_definition') continue;
    const size = node.type === 'array_declarator' ? kidOf(node, 'size') : undefined;
    const declared = kidOf(node, 'declarator');
    if (size && declared && textOf(file, declared) === name && textOf(file, size) === `${length}`)
      found.push(size);
    work.push(...node.kids);
  }
  return found.length === 1 ? found[0] : undefined;
}
