/** A rule: what a fault kind means to the person who wrote the code. One file a rule; finding is the explorer's work. */

import { faultKind } from '../../bpf/kernel/faults.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/rule.ts';
import { steps } from '../analysis/domain/trace.ts';
import type { Fault, FaultId } from '../analysis/engine/faults.ts';

export interface Example {
  /** Complete BPF C that this rule reports. */
  readonly bad: string;
  /** The same, mended: nothing is reported. */
  readonly good: string;
}

export type Say = (fault: Fault) => string;

export interface Rule {
  readonly id: FaultId;
  /** One text for each `what` of the explorer: what, why, and what to do. */
  readonly messages: Readonly<Record<string, Say>>;
  readonly message: Say;
  /** Markdown: why the kernel refuses it, and how it is mended. */
  readonly docs: string;
  readonly examples: readonly Example[];
}

export function defineRule(rule: Omit<Rule, 'message'>): Rule {
  const { severity, title } = faultKind(rule.id);
  const message: Say = (fault) => {
    const text = rule.messages[fault.what]?.(fault) ?? `${title}.`;
    return severity === 'error' && !fault.initial ? `${text} ${words().loadTime}` : text;
  };
  return { ...rule, message };
}

/** A complete file around an example's code. */
export function program(code: string): string {
  return `${HEAD}\n${code.trim()}\n\nchar LICENSE[] SEC("license") = "GPL";\n`;
}

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
`;

export function text(fault: Fault, key: string): string {
  return String(fault.data[key] ?? '');
}

export function num(fault: Fault, key: string): number {
  return Number(fault.data[key] ?? 0);
}

/** `name()` of the function that the fault is about. */
export function callee(fault: Fault): string {
  const name = text(fault, 'function');
  return name ? `${name}()` : 'the function';
}

const QUOTED = 60;
/** Casts to a struct or void pointer, and `cast_mask()`, say nothing of what a pointer is. */
const CAST = /^(?:\((?:const )?(?:struct \w+|void) ?\*\) ?(.+)|cast_mask\(([^()]+)\))$/;
const MOST_CASTS = 4;

/** The thing at fault as written, without casts, in quotes; bytes that a terminal would obey are replaced. */
export function quoted(fault: Fault): string {
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
export function Quoted(fault: Fault): string {
  return fault.subject.trim() ? quoted(fault) : words().ThePointer;
}

/** What ended the reference: `bpf_cpumask_release()`, or the move into a slot. */
export function endedBy(fault: Fault): string {
  for (const { step } of steps(fault.trace).reverse()) {
    if (step.kind === 'release' && step.ref === fault.refId) return words().hasReleased(step.by);
    if (step.kind === 'transfer' && step.ref === fault.refId) return words().movedIntoSlot;
  }
  return words().referenceEnded;
}

/** The call that handed out the reference; nullness has the reference's own identity. */
export function acquisition(fault: Fault): { readonly name: string; readonly by: string } | undefined {
  const ref = fault.refId || fault.nid;
  for (const { step } of steps(fault.trace).reverse())
    if (step.kind === 'acquire' && step.ref === ref) return step;
  return undefined;
}

/** Variable that first took the reference, '' when none did. */
export function holder(fault: Fault): string {
  return acquisition(fault)?.name ?? '';
}
