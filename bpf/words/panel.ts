/** Words of the panel of a run. */
import { en } from './en/panel.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
