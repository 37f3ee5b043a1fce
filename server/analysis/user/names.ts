/** Flags by name, for messages. */
import { MAP_UPDATE_FLAGS } from '../../../bpf/kernel/flags.ts';
import type { FlagWord } from '../../../bpf/kernel/map-operations/types.ts';

/** The flags that are set; bits without a name as a number. */
export function namesOf({ low }: FlagWord): readonly string[] {
  const known = Object.entries(MAP_UPDATE_FLAGS).filter(([, bit]) => bit !== 0);
  const names = known.filter(([, bit]) => (low & BigInt(bit)) !== 0n).map(([name]) => name);
  const rest = known.reduce((left, [, bit]) => left & ~BigInt(bit), low);
  return rest === 0n ? names : [...names, `0x${rest.toString(16)}`];
}
