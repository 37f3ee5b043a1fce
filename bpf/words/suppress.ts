/** Words about comments that suppress findings. */
import { en } from './en/suppress.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
