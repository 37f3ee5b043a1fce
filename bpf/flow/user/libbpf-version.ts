/** The version of libbpf that a project brings along: of a pkg-config file or a submodule near a file. Nothing is run. */
import type { Version } from '../../kernel/types.ts';
import { isLibbpf } from '../../kernel/versions.ts';
import { ancestors, dirname, join } from '../../syntax/paths.ts';
import type { FileReader } from '../../syntax/types.ts';

const HIGHEST = 6;
const HEADERS = [
  'libbpf/src/libbpf_version.h',
  'libbpf/libbpf_version.h',
  'third_party/libbpf/src/libbpf_version.h',
  'deps/libbpf/src/libbpf_version.h',
  'lib/libbpf/src/libbpf_version.h',
  'tools/lib/bpf/libbpf_version.h',
  'src/libbpf_version.h',
  'libbpf_version.h',
];
const PACKAGES = [
  'libbpf.pc',
  'lib/pkgconfig/libbpf.pc',
  'lib64/pkgconfig/libbpf.pc',
  'usr/lib/pkgconfig/libbpf.pc',
  'usr/lib64/pkgconfig/libbpf.pc',
  '.output/libbpf/libbpf.pc',
  'libbpf/src/libbpf.pc',
];

/** The nearest, upwards; undefined: there is none. */
export function libbpfNear(path: string, reader: FileReader): Version | undefined {
  const scope = reader.scope?.(path);
  for (const folder of ancestors(dirname(path), HIGHEST)) {
    for (const name of [...PACKAGES, ...HEADERS]) {
      const text = reader.read(join(folder, name), scope);
      const version = text && versionIn(text);
      if (version) return version;
    }
  }
  return undefined;
}

function versionIn(text: string): Version | undefined {
  const packaged = /^Version:\s*(\d+\.\d+)/m.exec(text)?.[1];
  const number = (name: string) => new RegExp(`LIBBPF_${name}_VERSION\\s+(\\d+)`).exec(text)?.[1];
  const found = packaged ?? `${number('MAJOR')}.${number('MINOR')}`;
  return isLibbpf(found) ? found : undefined;
}
