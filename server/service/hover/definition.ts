/** What a map is, by its definition. */
import { sizeOf, typeText } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { Module } from '../../../bpf/flow/graph.ts';
import { grouped } from '../../../bpf/words/grouped.ts';
import { words } from '../../../bpf/words/hover.ts';
import { slotsIn } from '../assist/slots.ts';

/** '': no map has this name. */
export function mapHover(module: Module, name: string): string {
  const map = module.maps.get(name);
  if (!map || map.type === '') return '';
  const { fact } = words();
  const slots = slotsIn(map.value).map(({ field, struct }) => words().slotField(field, struct));
  const facts = [
    map.maxEntries === undefined ? '' : fact(words().maxEntries, grouped(map.maxEntries)),
    map.key ? fact(words().key, sized(map.key)) : '',
    map.value ? fact(words().value, sized(map.value)) : '',
    slots.length === 0 ? '' : fact(words().slots, words().list(slots)),
  ];
  const listed = facts.filter((one) => one !== '').map((one) => `- ${one}`);
  return [`\`\`\`c\n${map.type} ${name}\n\`\`\``, listed.join('\n')]
    .filter((block) => block !== '')
    .join('\n\n');
}

function sized(type: CType): string {
  const size = sizeOf(type);
  const text = `\`${typeText(type)}\``;
  return size === undefined ? text : words().ofBytes(text, size);
}
