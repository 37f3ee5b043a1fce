/** `bpf_kptr_xchg`: is the first argument a slot, and may the second move into it? */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import { OLD_TAG_UNTIL } from '../../../bpf/kernel/changes.ts';
import { compareVersions } from '../../../bpf/kernel/index.ts';
import { nullness } from '../domain/numbers.ts';
import { TRUE } from '../domain/ranges.ts';
import { dropRef, learn, lend, refOf, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { contentType, hasSlot, sectionSize, sizeOf, slotCount, typeAt } from '../domain/type-sizes.ts';
import type { Kernel, Obj, Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { originKey } from '../transfer/loads.ts';
import { constantArg, isDead, type KernelCall, refuse } from './refuse.ts';

/** Struct that a slot holds, '' when that is not known. */
export function slotStruct(cx: Context, value: Value | undefined): string {
  if (value?.k !== 'ptr' || value.off === undefined) return '';
  const content = contentType(cx, value);
  const type = content && typeAt(content, value.off);
  return type?.k === 'ptr' && type.to.k === 'struct' ? type.to.name : '';
}

export function checkSlot(c: KernelCall, i: number, value: Value): boolean {
  if (value.k !== 'ptr') return true;
  const obj = value.obj;
  if (obj.o === 'stack') return refuse(c, i, 'kptr-slot', 'not-a-map-value');
  if (nullness(c.state, value.nid) === true) {
    refuse(c, i, 'possibly-null-argument', 'null-slot');
    c.state.dead = true;
    return false;
  }
  if (nullness(c.state, value.nid) === undefined && obj.o === 'value') {
    refuse(
      c,
      i,
      'possibly-null-argument',
      value.off === 0 ? 'slot' : 'shifted',
      { type: 'map_value_or_null' },
      `null ${originKey(value.nid, c.state)}`,
    );
    learn(c.state, value.nid, TRUE);
    return false;
  }
  if (obj.o === 'kernel' && nullness(c.state, value.nid) === undefined) {
    refuse(
      c,
      i,
      'possibly-null-argument',
      'shifted',
      { type: 'ptr_or_null_' },
      `null ${originKey(value.nid, c.state)}`,
    );
    learn(c.state, value.nid, TRUE);
    return false;
  }
  if (obj.o === 'kernel' && isDead(c.state, value)) return refuse(c, i, 'use-after-release', 'argument');
  const content = contentType(c.cx, value);
  if (!content || (obj.o !== 'global' && obj.o !== 'value')) return true;
  if (!hasSlot(content) && content.k !== 'unknown' && (content.k !== 'struct' || content.complete)) {
    if (hasOldTag(c.cx, content, value.off)) return refuse(c, i, 'kptr-slot', 'old-tag');
    const isUntrusted = value.off !== undefined && holdsUntrusted(content, value.off);
    return isUntrusted ? untrustedSlot(c, i, value.off) : refuse(c, i, 'kptr-slot', 'no-slot');
  }
  if (slotCount(content) > MOST_SLOTS) return refuse(c, i, 'kptr-slot', 'no-slot');
  if (value.off === undefined) return refuse(c, i, 'kptr-slot', 'variable-offset');
  const type = typeAt(content, value.off);
  if (hasOldTag(c.cx, content, value.off)) return refuse(c, i, 'kptr-slot', 'old-tag');
  if (!type && isOutside(c.cx, obj, content, value.off))
    return refuse(c, i, 'kptr-slot', 'outside', { off: value.off, size: sizeOf(content) });
  if (type?.k === 'ptr' && type.tag === 'kptr_untrusted') return untrustedSlot(c, i, value.off);
  if (
    type &&
    !(type.k === 'ptr' && (type.tag === 'kptr' || type.tag === 'percpu_kptr')) &&
    type.k !== 'unknown'
  ) {
    return refuse(c, i, 'kptr-slot', 'wrong-field', { off: value.off });
  }
  return true;
}

/** Behind the map value; behind a global only when nothing of its section can be there. */
function isOutside(cx: Context, obj: Obj, content: CType, off: number): boolean {
  const size = sizeOf(content);
  if (size === 0 || off < 0) return false;
  if (obj.o === 'value') return off >= size;
  return obj.o === 'global' && off >= sectionSize(cx, obj.name);
}

/** BTF_FIELDS_MAX of kernel/bpf/btf.c: with more special fields none is recognised. */
const MOST_SLOTS = 11;

/** What 6.4 called `__kptr`. */
function hasOldTag({ kernel }: Context, content: CType, off: number | undefined): boolean {
  const type = off === undefined ? undefined : typeAt(content, off);
  return type?.k === 'ptr' && type.oldTag === true && compareVersions(kernel, OLD_TAG_UNTIL) >= 0;
}

function untrustedSlot(c: KernelCall, i: number, off: number): false {
  const isRenamed = compareVersions(c.cx.kernel, OLD_TAG_UNTIL) < 0;
  return refuse(c, i, 'kptr-slot', isRenamed ? 'new-tag' : 'untrusted-slot', { off });
}

function holdsUntrusted(content: CType, off: number): boolean {
  const type = typeAt(content, off);
  return type?.k === 'ptr' && type.tag === 'kptr_untrusted';
}

export function checkTransfer(
  c: KernelCall,
  i: number,
  value: Value,
  nullable: boolean,
  borrowed: boolean,
): boolean {
  if (value.k === 'num') {
    const n = constantArg(value);
    return n === undefined || n === 0 || !nullable ? true : refuse(c, i, 'kptr-slot', 'scalar');
  }
  if (value.k !== 'ptr') return true;
  const obj = value.obj;
  if (obj.o === 'unknown') return true;
  const isGone = isDead(c.state, value) || (borrowed && c.state.lent.has(refOf(value)));
  if (isGone) return refuse(c, i, 'use-after-release', 'transfer');
  const isNull = nullness(c.state, value.nid);
  if (isNull === true && nullable) return true;
  if (isNull === undefined) {
    refuse(
      c,
      i,
      'possibly-null-argument',
      c.fn.kind === 'helper' ? 'helper' : 'unchecked',
      {},
      `null ${originKey(value.nid, c.state)}`,
    );
    learn(c.state, value.nid, TRUE);
    if (obj.o === 'kernel' && obj.ref) transfer(c, obj);
    return false;
  }
  if (obj.o === 'mem') return true;
  if (obj.o !== 'kernel')
    return refuse(c, i, 'not-owned', 'memory', { struct: obj.o === 'stack' ? 'fp' : 'map_value' });
  const trust = effectiveTrust(c.state, obj);
  if (trust === 'unknown') return true;
  const want = c.fn.effect === 'kptr-xchg' ? slotStruct(c.cx, c.args[0]) : '';
  if (trust !== 'owned' && want && want !== obj.struct)
    return refuse(c, i, 'not-owned', 'other-struct', { struct: obj.struct, want, trust });
  if (trust !== 'owned' || obj.from === 'cast')
    return refuse(c, i, 'not-owned', 'transfer', { struct: obj.struct });
  // A list or tree takes the node, wherever in its object that is.
  if (value.off !== 0 && !borrowed)
    return refuse(c, i, 'pointer-arithmetic', 'release-offset', { struct: obj.struct });
  if (want && want !== obj.struct)
    return refuse(c, i, 'kptr-slot', 'wrong-struct', { struct: obj.struct, want });
  if (!borrowed) transfer(c, obj);
  else lend(c.state, obj.ref);
  return true;
}

function transfer(c: KernelCall, obj: Kernel): void {
  dropRef(c.state, obj.ref);
  c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, { kind: 'transfer', ref: obj.ref });
}
