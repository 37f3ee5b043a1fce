/** Words of hovers. */
import { en } from './en/hover.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
