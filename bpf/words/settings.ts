/** Words about settings and project files. */
import { en } from './en/settings.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
