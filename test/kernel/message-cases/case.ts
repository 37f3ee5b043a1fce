/** What a kind of fault makes kernels print. */
import {
  type DataOf,
  type KindOf,
  kernelText,
  type RuleId,
  type RunHappened,
} from '../../../bpf/kernel/faults/index.ts';

export interface Case {
  readonly rows: readonly string[];
  readonly id: RuleId;
  readonly kind: string;
  readonly text: string;
  readonly old: string | undefined;
  readonly next: string | undefined;
  readonly say: (version: string) => string;
}

/** One kind: rows of the rule collection, what 6.18 printed, and what 6.12 and 7.1 print where they differ. */
export function says<Id extends RuleId, K extends KindOf<Id>>(
  rows: string,
  id: Id,
  what: K,
  data: DataOf<Id, K>,
  text: string,
  next?: string,
  old?: string,
): Case {
  return {
    rows: rows.split(' '),
    id,
    kind: what,
    text,
    next,
    old,
    say: (version) => kernelText({ id, what, data } as RunHappened, version, true),
  };
}

export const create = 'bpf_cpumask_create';
export const release = 'bpf_cpumask_release';
export const set = 'bpf_cpumask_set_cpu';
export const call = { function: set, kind: 'kfunc' } as const;
export const helper = { function: 'bpf_kptr_xchg', kind: 'helper' } as const;
