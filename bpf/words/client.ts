/** Words of the extension in VS Code. */
import { en } from './en/client.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
export const words = wordsIn<Words>({ en });
