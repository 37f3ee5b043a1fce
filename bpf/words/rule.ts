/** Words that the messages of several rules have in common. */
import { en } from './en/rule.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
