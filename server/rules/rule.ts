/** A rule: what a fault kind means to the person who wrote the code. One file a rule; finding is the explorer's work. */
import type { Callee } from '../../bpf/kernel/fault-record.ts';
import { FAULTS, type KindOf, type RuleId } from '../../bpf/kernel/faults/index.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/rule.ts';
import { steps } from '../analysis/domain/trace.ts';
import type { Fault, FaultOf } from '../analysis/engine/faults.ts';
import type { Answer, FixContext } from './fix/candidate.ts';

export interface Example {
  /** Complete BPF C that this rule reports. */
  readonly bad: string;
  /** The same, mended: nothing is reported. */
  readonly good: string;
  /** Where it is no BPF file: its name, and the BPF file next to it. */
  readonly file?: string;
  readonly beside?: { readonly file: string; readonly text: string };
  /** The target; default: the usual one. */
  readonly kernel?: string;
}

/** One text for each kind of the fault's record: what, why, and what to do. */
type Messages<Id extends RuleId> = {
  readonly [K in KindOf<Id>]: (fault: FaultOf<Id, K>) => string;
};

export interface Rule<Id extends RuleId = RuleId> {
  readonly id: Id;
  readonly message: (fault: Fault) => string;
  /** What could be meant, the better first; not yet checked (server/service/fixes.ts does). */
  readonly fixes: (fault: Fault, cx: FixContext) => readonly Answer[];
  /** Markdown: why the kernel refuses it, and how it is mended. */
  readonly docs: string;
  readonly examples: readonly Example[];
}

interface RuleText<Id extends RuleId> extends Omit<Rule<Id>, 'message' | 'fixes'> {
  readonly messages: Messages<Id>;
  /** A kind without a right answer gets none: the function says why. */
  readonly fixes: (fault: FaultOf<Id, KindOf<Id>>, cx: FixContext) => readonly Answer[];
}

/** The rule of a fault: it has to have a message for each of the kinds in the fault's record, and no other. */
export function defineRule<const Id extends RuleId>({ messages, fixes, ...rule }: RuleText<Id>): Rule<Id> {
  const { severity, title } = FAULTS[rule.id];
  const byKind = messages as Readonly<Record<string, ((fault: never) => string) | undefined>>;
  const message = (fault: Fault): string => {
    const text = byKind[fault.what]?.(fault as never) ?? `${title}.`;
    if (severity !== 'error' || fault.initial) return text;
    return `${text} ${fault.oneAnswer ? words().oneAnswer : words().loadTime}`;
  };
  return { ...rule, message, fixes: (fault, cx) => fixes(fault as never, cx) };
}

/** A complete file around an example's code. */
export function program(code: string): string {
  return `${HEAD}\n${code.trim()}\n\nchar LICENSE[] SEC("license") = "GPL";\n`;
}

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
`;

/** `name()` of the function that the fault is about. */
export function callee(fault: { readonly data: Callee }): string {
  return `${fault.data.function}()`;
}

const QUOTED = 60;
/** Casts to a struct or void pointer, and `cast_mask()`, say nothing of what a pointer is. */
const CAST = /^(?:\((?:const )?(?:struct \w+|void) ?\*\) ?(.+)|cast_mask\(([^()]+)\))$/;
const MOST_CASTS = 4;

/** The thing at fault as written, without casts, in quotes; bytes that a terminal would obey are replaced. */
export function quoted(fault: Pick<Fault, 'subject'>): string {
  let flat = printable(fault.subject.replace(/\s+/g, ' ').trim());
  for (let i = 0; i < MOST_CASTS; i++) {
    const inner = CAST.exec(flat);
    if (!inner) break;
    flat = inner[1] ?? inner[2]!;
  }
  if (!flat) return words().thePointer;
  return `'${flat.length > QUOTED ? `${flat.slice(0, QUOTED - 3)}...` : flat}'`;
}

/** As `quoted`, to begin a sentence. */
export function Quoted(fault: Pick<Fault, 'subject'>): string {
  return fault.subject.trim() ? quoted(fault) : words().ThePointer;
}

/** What ended the reference: `bpf_cpumask_release()`, or the move into a slot. */
export function endedBy(fault: Pick<Fault, 'trace' | 'refId'>): string {
  for (const { step } of steps(fault.trace).reverse()) {
    if (step.kind === 'release' && step.ref === fault.refId) return words().hasReleased(step.by);
    if (step.kind === 'transfer' && step.ref === fault.refId) return words().movedIntoSlot;
  }
  return words().referenceEnded;
}

/** The call that handed out the reference; nullness has the reference's own identity. */
export function acquisition(
  fault: Pick<Fault, 'trace' | 'refId' | 'nid'>,
): { readonly name: string; readonly by: string } | undefined {
  const ref = fault.refId || fault.nid;
  for (const { step } of steps(fault.trace).reverse())
    if (step.kind === 'acquire' && step.ref === ref) return step;
  return undefined;
}

/** Variable that first took the reference, '' when none did. */
export function holder(fault: Pick<Fault, 'trace' | 'refId' | 'nid'>): string {
  return acquisition(fault)?.name ?? '';
}
