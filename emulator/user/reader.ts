/** What a file of user space reads: its own headers, and those that the catalogue has where there is none on the disk. */

import type { FileReader } from '../../bpf/syntax/types.ts';
import { USER_HEADERS, userHeader } from '../../bpf/user/headers.ts';

export function userReader(reader: FileReader): FileReader {
  return {
    ...reader,
    read(path, scope) {
      return reader.read(path, scope) ?? builtIn(path);
    },
  };
}

function builtIn(path: string): string | undefined {
  const name = USER_HEADERS.findLast((known) => path === known || path.endsWith(`/${known}`));
  return name === undefined ? undefined : userHeader(name);
}
