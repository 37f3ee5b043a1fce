/** A record as text: each call with the masks that it touched as they are behind it. */

import { bitsOf, formatCpuList } from '../../emulator/machine/topology.ts';
import type { RunRecord } from '../../emulator/worker/messages.ts';

export function transcript({ events, objects, machine, returns, faults, output }: RunRecord): string[] {
  const masks = new Map<number, Uint32Array>();
  const names = new Map(objects.filter(({ isMask }) => isMask).map(({ id, name }) => [id, name]));
  const lines: string[] = [];
  for (const { kind, text, touches, change } of events) {
    for (const { id, words } of change.masks ?? []) {
      const mask = masks.get(id) ?? new Uint32Array(Math.ceil(machine.nrCpus / 64) * 2);
      for (const [index, word] of words) mask[index] = word;
      masks.set(id, mask);
    }
    if (kind !== 'call') continue;
    const shown = [...new Set(touches)].filter((id) => names.has(id));
    const lists = shown.map(
      (id) => `${names.get(id)}: ${formatCpuList(bitsOf(masks.get(id) ?? new Uint32Array(0)))}`,
    );
    lines.push([text.replace(/^bpf_/, ''), ...lists].join(' | '));
  }
  return [...lines, ...output.map((line) => `printk ${line}`), ...faults.map(({ kind }) => kind), returns];
}
