/** A rule: what a fault kind means to the person who wrote the code. One file a rule; finding is the explorer's work. */
import type { Fault, FaultId } from '../analysis/faults.ts';

export interface Example {
  /** Complete BPF C that this rule reports. */
  readonly bad: string;
  /** The same, mended: nothing is reported. */
  readonly good: string;
}

export interface Rule {
  readonly id: FaultId;
  /** What, why, and what to do: one or two sentences. */
  readonly message: (fault: Fault) => string;
  /** Markdown: why the kernel refuses it, and how it is mended. */
  readonly docs: string;
  readonly examples: readonly Example[];
}

export function defineRule(rule: Rule): Rule {
  return rule;
}

export function text(fault: Fault, key: string): string {
  return String(fault.data[key] ?? '');
}

export function num(fault: Fault, key: string): number {
  return Number(fault.data[key] ?? 0);
}

const QUOTED = 60;
/** The thing at fault as written, in quotes. */
export function quoted(fault: Fault): string {
  const flat = fault.subject.replace(/\s+/g, ' ').trim();
  if (!flat) return 'the pointer';
  return `'${flat.length > QUOTED ? `${flat.slice(0, QUOTED - 3)}...` : flat}'`;
}
