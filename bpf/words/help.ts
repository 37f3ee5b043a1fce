/** Words of: help texts of the command line. */
import { en } from './en/help.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
