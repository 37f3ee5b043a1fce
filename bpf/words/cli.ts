/** Words of the command line. */
import { en } from './en/cli.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
