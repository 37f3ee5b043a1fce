/** What the emulator says of programs of user space. */
import { en } from './en/process.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
