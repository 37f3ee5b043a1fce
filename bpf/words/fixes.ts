/** Words of the titles of fixes. */
import { en } from './en/fixes.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
