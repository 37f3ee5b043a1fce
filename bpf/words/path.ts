/** Words of the steps of a path. */
import { en } from './en/path.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
