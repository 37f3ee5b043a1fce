/** Words of the emulator. */
import { en } from './en/emulator.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
