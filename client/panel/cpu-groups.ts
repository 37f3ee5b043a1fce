/** CPUs as the machine groups them: NUMA node, last-level cache, core. */
import { words } from '../../bpf/words/panel.ts';
import type { MachineShape } from '../../emulator/worker/messages.ts';

export interface NodeGroup {
  readonly node: number;
  readonly llcs: readonly LlcGroup[];
}

export interface LlcGroup {
  readonly llc: number;
  /** CPUs of each core: SMT siblings are together. */
  readonly cores: readonly (readonly number[])[];
}

/** Groups in the order of their lowest CPU. */
export function groupsOf({ cpus, node, llc, core }: MachineShape): NodeGroup[] {
  const all = Array.from({ length: cpus }, (_, cpu) => cpu);
  return by(all, node).map(([node, inNode]) => ({
    node,
    llcs: by(inNode, llc).map(([llc, inLlc]) => ({ llc, cores: by(inLlc, core).map(([, cpus]) => cpus) })),
  }));
}

/** CPUs by what a column of the machine says of them. */
function by(cpus: readonly number[], column: readonly number[]): [number, number[]][] {
  const groups = new Map<number, number[]>();
  for (const cpu of cpus) {
    const key = column[cpu] ?? 0;
    const group = groups.get(key);
    if (group) group.push(cpu);
    else groups.set(key, [cpu]);
  }
  return [...groups];
}

/** `CPU 5, node 0, LLC 1, core 2`. */
export function cpuText({ cpus, nrCpus, node, llc, core }: MachineShape, cpu: number): string {
  if (cpu >= cpus) return words().strayCpu(cpu, cpus, nrCpus);
  return words().cpu(cpu, node[cpu] ?? 0, llc[cpu] ?? 0, core[cpu] ?? 0);
}
