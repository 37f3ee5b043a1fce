/** Is a document one of ours? A server for every C file would have nothing to say on most of them. */
import { isBpfC, isUserC } from '../../bpf/syntax/detect.ts';

export type Enable = 'auto' | 'on' | 'off';

/** Only C is looked at (VS Code opens headers as C++); `auto`: by name and text. Cheap enough for every key. */
export function isBpfSource(name: string, languageId: string, text: string, enable: Enable): boolean {
  if (enable === 'off' || (languageId !== 'c' && languageId !== 'cpp')) return false;
  return enable === 'on' || isBpfC(name, text) || isUserC(name, text);
}
