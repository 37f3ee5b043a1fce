/** Is a document BPF C? A server for every C file would have nothing to say on most of them. */

export type Enable = 'auto' | 'on' | 'off';

/** What only BPF sources have. Plain searches: they run at every key. */
const MARKERS = ['SEC("', 'vmlinux.h"', 'vmlinux.h>', 'bpf_helpers.h'];

/** `auto`: by its name, or by what it includes and declares. Only C is looked at (VS Code opens headers as C++). */
export function isBpfSource(name: string, languageId: string, text: string, enable: Enable): boolean {
  if (enable === 'off' || (languageId !== 'c' && languageId !== 'cpp')) return false;
  if (enable === 'on' || /\.bpf\.[ch]$/i.test(name)) return true;
  return MARKERS.some((marker) => text.includes(marker));
}
