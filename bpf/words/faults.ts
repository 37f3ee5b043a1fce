/** What the emulator says of faults and of what led to them. What the kernel itself prints is in bpf/kernel. */
import { en } from './en/faults.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
