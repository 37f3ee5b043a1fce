/**
 * What the kernel prints for a fault, by version. `arg` is always the argument's 0-based position; the texts count
 * their own way. Numbers that depend on code generation (`id=`, `alloc_insn=`, `#63701`) are optional and left out when
 * not given. A text of several lines has line breaks in it; '' means that this kernel prints nothing.
 */
import type { FaultId } from './faults.ts';
import type { MessageData, MessageVariant } from './message-data.ts';
import { MESSAGES } from './message-texts.ts';
import type { Entry } from './message-words.ts';
import type { Version } from './types.ts';

export type { MessageData, MessageVariant } from './message-data.ts';
export { NESTED_RCU_SINCE, RCU_POINTERS_SINCE, WORDING_2026, WORDING_EXIT } from './message-words.ts';

export const MESSAGE_VARIANTS = Object.keys(MESSAGES) as readonly MessageVariant[];

/** The kernel's text for one variant. */
export function kernelMessage<V extends MessageVariant>(
  variant: V,
  data: MessageData[V],
  version: Version,
): string {
  const { text } = MESSAGES[variant] as Entry<V>;
  return typeof text === 'string' ? text : text(data, version);
}

/** The fault kind that a variant usually belongs to. */
export function faultOf(variant: MessageVariant): FaultId {
  return MESSAGES[variant].fault;
}
