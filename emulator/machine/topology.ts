/** CPUs of a machine: how many, how they are grouped, and lists of them as text. */
import { MOST_CPUS } from '../../bpf/kernel/limits.ts';

/** CPUs that a machine may have (nr_cpu_ids), and be built for (NR_CPUS). */
export const CPU_LIMITS = { least: 1, leastBuilt: 2, most: MOST_CPUS } as const;

export interface Topology {
  /** nr_cpu_ids: highest possible CPU number plus one. */
  readonly cpus: number;
  /** Every CPU. */
  readonly all: readonly number[];
  /** NUMA node, last-level cache and core of each CPU. */
  readonly node: readonly number[];
  readonly llc: readonly number[];
  readonly core: readonly number[];
}

export interface TopologyShape {
  readonly nodes?: number;
  readonly llcsPerNode?: number;
  readonly smt?: number;
}

let last: { readonly key: string; readonly topology: Topology } | undefined;

/** CPUs spread evenly: consecutive numbers share a core, then a cache, then a node. The runs of a program have one. */
export function topologyOf(cpus: number, shape: TopologyShape = {}): Topology {
  const key = JSON.stringify([cpus, shape.nodes, shape.llcsPerNode, shape.smt]);
  if (last?.key !== key) last = { key, topology: spread(cpus, shape) };
  return last.topology;
}

function spread(cpus: number, shape: TopologyShape): Topology {
  const nodes = clamp(shape.nodes ?? 1, 1, cpus);
  const llcs = clamp(nodes * (shape.llcsPerNode ?? 1), nodes, cpus);
  const smt = Math.max(1, shape.smt ?? 1);
  const all = Array.from({ length: cpus }, (_, cpu) => cpu);
  return {
    cpus,
    all,
    node: all.map((cpu) => Math.floor((cpu * nodes) / cpus)),
    llc: all.map((cpu) => Math.floor((cpu * llcs) / cpus)),
    core: all.map((cpu) => Math.floor(cpu / smt)),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** `0-3,8` to numbers, in order and each once; undefined when it is no such list. '' is the empty list. */
export function parseCpuList(text: string): number[] | undefined {
  const found = new Set<number>();
  if (text.trim() === '') return [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(part);
    if (!match) return undefined;
    const low = Number(match[1]);
    const high = Number(match[2] ?? match[1]);
    if (high < low) return undefined;
    for (let cpu = low; cpu <= high; cpu++) found.add(cpu);
  }
  return [...found].sort((a, b) => a - b);
}

/** Numbers in order to `0-3,8`, as the kernel prints them; `none` for an empty list. */
export function formatCpuList(cpus: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < cpus.length; ) {
    let j = i;
    while (cpus[j + 1] === cpus[j]! + 1) j++;
    parts.push(i === j ? `${cpus[i]}` : `${cpus[i]}-${cpus[j]}`);
    i = j + 1;
  }
  return parts.join(',') || 'none';
}

/** The bits of words, strays included. */
export function bitsOf(words: Uint32Array, count = words.length): number[] {
  const found: number[] = [];
  for (let i = 0; i < count; i++)
    for (let bit = 0; bit < 32; bit++) if ((words[i]! >>> bit) & 1) found.push(32 * i + bit);
  return found;
}
