/** Words of the panel's page before anything ran. */
import { en } from './en/frame.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
