/** Words that several parts share: files, kernel versions. */
import { en } from './en/common.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
